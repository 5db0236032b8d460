import type { NotRun, Recorded } from './recorded.js';

const BEGIN = '<!-- results: npm run faults -- --record writes what stands between these marks -->';
const END = '<!-- end of results -->';

/** The page with these results between its marks, and otherwise as it was. */
export function pageOf(page: string, records: readonly Recorded[]): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the page has no "${BEGIN}" before "${END}"`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${resultsOf(records)}\n${page.slice(end)}`;
}

function resultsOf(records: readonly Recorded[]): string {
  const run = records.filter(isRun);
  const left = records.filter(isNotRun);
  const parts = [
    table(HEADS, run.map(rowOf)),
    table(CLAIM_HEADS, run.flatMap(claimsOf)),
    ...left.map(({ id, title, missing }) => `- ${id} (${title}): not run: ${missing}\n`),
  ];
  return parts.join('\n');
}

type Run = Exclude<Recorded, NotRun>;
const isRun = (record: Recorded): record is Run => !isNotRun(record);
const isNotRun = (record: Recorded): record is NotRun => 'missing' in record;

const HEADS = [
  'experiment', 'what is broken', 'load', 'injected', 'events', 'acked', 'actions', 'effects', 'repeats', 'unexplained', 'lost', 'recovery', 'seed',
  'holds',
]; // prettier-ignore

const rowOf = (row: Run): readonly string[] => [
  ...[row.id, row.title, row.load, row.injected],
  ...[row.events, row.acked, row.actions, row.effects, row.repeats, row.unexplained, row.lost].map(String),
  row.recoverySeconds === undefined ? '' : `${row.recoverySeconds.toFixed(1)} s`,
  String(row.seed),
  row.holds ? 'yes' : ['no', ...row.broken].join(': '),
];

const CLAIM_HEADS = ['experiment', 'what has to hold beside that', 'measured', 'holds'];

const claimsOf = ({ id, claims }: Run): readonly (readonly string[])[] =>
  claims.map(({ what, measured, holds }) => [id, what, measured, holds ? 'yes' : 'no']);

/** As prettier lays tables out. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [heads, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')));
  const widths = heads.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => `| ${row.map((cell, nth) => cell.padEnd(widths[nth] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line), ''].join('\n');
}
