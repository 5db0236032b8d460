import type { ErrorClass } from '@hookswitch/domain';
import { outcomeOf, type ErrorOutcome } from './outcomes.js';

/** What a target said that is no success. */
export interface Refusal {
  readonly status: number;
  /** The target's own code or text, by which rows are found. */
  readonly code?: string;
  /** For people. */
  readonly message: string;
  /** When the target said to come back. */
  readonly afterMs?: number;
}

/** One row of a provider's error table. A row without `status` and `codes` fits everything. */
export interface ErrorRow {
  /** Statuses, or ranges of them (both ends included). */
  readonly status?: readonly (number | readonly [from: number, to: number])[];
  /** Compared without regard to case and punctuation; `*` at the end stands for anything. */
  readonly codes?: readonly string[];
  readonly class: ErrorClass;
  /** Not earlier than that, whatever the target said. */
  readonly afterMs?: number;
  /** Waited when the target did not say. */
  readonly defaultAfterMs?: number;
  /** Added to what the target said: what a person can do. */
  readonly advice?: string;
}

/** Rules for what no table lists. `send`: a repeat has an effect · `read`: it has none. */
export const UNLISTED: Readonly<Record<'send' | 'read', readonly ErrorRow[]>> = {
  send: unlisted('unknown'),
  read: unlisted('retry'),
};

function unlisted(serverError: ErrorClass): readonly ErrorRow[] {
  return [
    { status: [429], class: 'retry-after' },
    { status: [408, 425], class: 'retry' },
    { status: [[500, 599]], class: serverError },
    { class: 'permanent' },
  ];
}

/** The outcome that the first fitting row says. Its code is the target's, made lower case with underscores, else `http_<status>`. */
export function classify(table: readonly ErrorRow[], refusal: Refusal): ErrorOutcome {
  const code = refusal.code === undefined ? '' : slug(refusal.code);
  const row = table.find((candidate) => fits(candidate, refusal.status, code));
  const message = row?.advice === undefined ? refusal.message : `${refusal.message} ${row.advice}`;
  const error = {
    code: code === '' ? `http_${refusal.status}` : code,
    message,
    class: row?.class ?? 'permanent',
  } as const;
  return outcomeOf(error, waitOf(row, refusal.afterMs));
}

function waitOf(row: ErrorRow | undefined, said: number | undefined): number | undefined {
  const wanted = said ?? row?.defaultAfterMs;
  return row?.afterMs === undefined ? wanted : Math.max(row.afterMs, wanted ?? 0);
}

function fits({ status, codes }: ErrorRow, actual: number, code: string): boolean {
  if (
    status &&
    !status.some((one) => (typeof one === 'number' ? one === actual : one[0] <= actual && actual <= one[1]))
  )
    return false;
  return !codes || codes.some((one) => (one.endsWith('*') ? code.startsWith(slugStart(one)) : code === slug(one)));
}

const slugStart = (pattern: string): string => pattern.slice(0, -1).toLowerCase();

/** `Not allowed country.` is `not_allowed_country`. */
export const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '')
    .slice(0, 64);
