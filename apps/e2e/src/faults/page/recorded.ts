import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../harness/service-process.js';
import type { Result } from '../results.js';
import { pageOf } from './results-page.js';

/** What the page keeps of a result; violations are for whoever mends them. */
export type Recorded =
  (Omit<Result, 'violations'> & { readonly broken: readonly string[]; readonly date: string }) | NotRun;

/** An experiment that a machine could not carry out. */
export interface NotRun {
  readonly id: string;
  readonly title: string;
  /** Why, in one line. */
  readonly missing: string;
}

export const PAGE = join(ROOT, 'docs', 'reliability.md');
export const RECORDS = join(ROOT, 'docs', 'reliability.json');

export const readRecords = (): readonly Recorded[] => JSON.parse(readFileSync(RECORDS, 'utf8')) as readonly Recorded[];

/** Takes the place of what was recorded of the experiment before, in the file and on the page. */
export function record(result: Result | NotRun): void {
  const records = [...readRecords().filter(({ id }) => id !== result.id), rowOf(result)].toSorted(byPlace);
  writeFileSync(RECORDS, `${JSON.stringify(records, null, 2)}\n`);
  writeFileSync(PAGE, pageOf(readFileSync(PAGE, 'utf8'), records));
}

function rowOf(result: Result | NotRun): Recorded {
  if ('missing' in result) return result;
  const { violations, ...row } = result;
  const broken = [...new Set(violations.map(({ rule }) => rule))];
  return { ...row, broken, date: new Date().toISOString().slice(0, 10) };
}

/** E2 before E10, and those with names behind those with numbers. */
const byPlace = (a: Recorded, b: Recorded): number => placeOf(a.id) - placeOf(b.id) || a.id.localeCompare(b.id);
const placeOf = (id: string): number => Number(/^E(\d+)/.exec(id)?.[1] ?? 100);
