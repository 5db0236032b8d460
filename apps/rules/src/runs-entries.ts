import type { RunsMessage } from '@hookswitch/domain';
import { encodeMessage } from '@hookswitch/messaging';
import type { Account, Entry } from './runs-log.js';
import type { SizedStage } from './sized-stage.js';

/** A message begins anew rather than grow beyond. */
export const MAX_ENTRY_BYTES = 500 * 1024;

/** What was decided about one record. */
export interface OffsetPlan {
  readonly offset: number;
  readonly stages: readonly SizedStage[];
}

/** What planning used; the same for all records of a batch. */
export type Circumstances = Pick<RunsMessage, 'revisions' | 'engine'>;

/** The account of some records: one message where it fits, else several that each cover whole offsets. */
export function runsEntries(plans: readonly OffsetPlan[], account: Account, used: Circumstances): readonly Entry[] {
  const groups = grouped(plans);
  const { topic, partition } = account.runs;
  const key = `${account.source.topic}|${account.source.partition}`;
  return groups.map((group, index) => {
    const from = group[0]?.offset ?? 0;
    const to = groups[index + 1]?.[0]?.offset ?? (group.at(-1)?.offset ?? from) + 1;
    const stages = group.flatMap(({ offset, stages }) => stages.map(({ stage }) => ({ ...stage, offset })));
    const message: RunsMessage = { source: account.source, from, to, ...used, stages };
    return { message, record: encodeMessage('runs', topic, key, message, { partition }) };
  });
}

function grouped(plans: readonly OffsetPlan[]): readonly (readonly OffsetPlan[])[] {
  const groups: OffsetPlan[][] = [];
  let sum = Infinity;
  for (const plan of plans) {
    const size = plan.stages.reduce((total, { bytes }) => total + bytes, 0);
    if (sum + size > MAX_ENTRY_BYTES) {
      groups.push([]);
      sum = 0;
    }
    groups.at(-1)?.push(plan);
    sum += size;
  }
  return groups;
}
