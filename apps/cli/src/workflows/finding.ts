import type { Paint } from '../paint.js';
import { visible } from '../table.js';
import type { Place, Source } from './source.js';

/** What is wrong, or doubtful, at one place of a file. */
export interface Finding extends Place {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  /** Into the document. */
  readonly pointer?: string;
  /** Its name, where it has one. */
  readonly workflow?: string;
  /** The line, credentials hidden; absent where they cannot be told from other text. */
  readonly excerpt?: string;
}

export function findingAt(
  source: Source,
  place: Place,
  finding: Omit<Finding, keyof Place | 'severity' | 'excerpt'> & Partial<Pick<Finding, 'severity'>>,
): Finding {
  const excerpt = source.line(place.line);
  return { severity: 'error', ...finding, ...place, ...(excerpt !== undefined && { excerpt }) };
}

export const isError = ({ severity }: Finding): boolean => severity === 'error';

/** Room left and right of the place in a long line. */
const [BEFORE, WIDTH] = [60, 110];

/**
 * `FILE:LINE:COLUMN: error: SENTENCE`, which editors and pipelines know how to follow, and the line with the place marked.
 */
export function findingLines(finding: Finding, paint: Paint): readonly string[] {
  const { file, line, column, severity, message, pointer, excerpt } = finding;
  const at = pointer === undefined || pointer === '' ? '' : paint('dim', ` (${visible(pointer)})`);
  const kind = paint(severity === 'error' ? 'red' : 'yellow', severity);
  const head = `${paint('bold', visible(`${file}:${line}:${column}`))}: ${kind}: ${visible(message)}${at}`;
  if (excerpt === undefined || excerpt.trim() === '') return [head];
  const start = column > WIDTH ? column - BEFORE : 0;
  const shown = visible(excerpt.replaceAll('\t', ' ').slice(start, start + WIDTH));
  const number = String(line);
  return [
    head,
    paint('dim', `  ${number} | `) + shown,
    paint('dim', `  ${' '.repeat(number.length)} | `) + ' '.repeat(column - 1 - start) + paint('red', '^'),
  ];
}

/** As `--json` prints it. */
export const findingJson = ({ excerpt: _, ...finding }: Finding) => finding;
