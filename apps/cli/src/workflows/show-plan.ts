import type { Json } from '@hookswitch/domain';
import type { Paint } from '../paint.js';
import { visible } from '../table.js';
import { paintedDifference } from './difference.js';
import { findingJson, findingLines, type Finding } from './finding.js';
import { ACTIONS, type Action, type Planned } from './plan.js';

const WORDS: Readonly<Record<Action, string>> = {
  create: 'will be created',
  change: 'will be changed',
  delete: 'will be deleted: no file has it any more',
  unchanged: 'is unchanged',
  refused: 'is refused',
};

/** What has to be done, with every difference; what is unchanged is only counted. */
export function planLines(planned: readonly Planned[], paint: Paint): readonly string[] {
  return [...planned.flatMap((one) => linesOf(one, paint)), summaryLine(planned)];
}

function linesOf({ name, action, written, current, difference, findings }: Planned, paint: Paint): readonly string[] {
  const found = findings.flatMap((finding) => findingLines(finding, paint));
  if (action === 'unchanged') return found;
  const at = written === undefined ? '' : ` (${written.file}:${written.line})`;
  const version = current === undefined ? '' : `, now version ${current.version}`;
  const head = `${paint('bold', visible(name))} ${WORDS[action]}${version}${paint('dim', visible(at))}`;
  return [head, ...found, ...paintedDifference(difference, paint), ''];
}

function summaryLine(planned: readonly Planned[]): string {
  const counts = countsOf(planned);
  const { create, change, unchanged, refused } = counts;
  const parts = [`${create} to create`, `${change} to change`, `${counts.delete} to delete`, `${unchanged} unchanged`];
  return `Plan: ${[...parts, ...(refused > 0 ? [`${refused} refused`] : [])].join(', ')}.`;
}

export const countsOf = (planned: readonly Planned[]): Readonly<Record<Action, number>> =>
  Object.fromEntries(
    ACTIONS.map((action) => [action, planned.filter((one) => one.action === action).length]),
  ) as Record<Action, number>;

export const planJson = (planned: readonly Planned[]): Json => ({
  workflows: planned.map(({ name, action, written, current, difference, findings }) => ({
    name,
    action,
    ...(written && { file: written.file, line: written.line }),
    ...(current && { id: current.id, version: current.version }),
    difference,
    findings: findings.map(findingJson),
  })),
  summary: countsOf(planned),
});

/** Files that cannot be planned at all. */
export const findingsReport = (findings: readonly Finding[], paint: Paint) => ({
  json: { workflows: [], findings: findings.map(findingJson) } as Json,
  lines: findings.flatMap((finding) => findingLines(finding, paint)),
  failed: true,
});
