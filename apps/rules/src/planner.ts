import type { BusRecord, OutgoingRecord } from '@hookswitch/messaging';
import type { SizedStage } from './sized-stage.js';

/** What one record leads to. */
export interface RecordPlan {
  readonly stages: readonly SizedStage[];
  /** Why the record, or a part of what it asked for, cannot go on. */
  readonly deadLetter?: OutgoingRecord;
}

export interface BatchPlan {
  /** Of the first records, at least one of them; the rest did not fit and is to be asked for again. */
  readonly plans: readonly RecordPlan[];
  /** Of the tenants that the records concern: what the workflows in force were. */
  readonly revisions: Readonly<Record<string, number>>;
}

/** Decides about records of one source topic; the same record always gives the same commands. */
export interface Planner {
  /** Never rejects because of what a record holds. */
  plan(records: readonly BusRecord[]): Promise<BatchPlan>;
  /**
   * Whether records that lead to nothing are accounted for too. Needed where the answer depends on more than the record: an event's on
   * the workflows in force; a result carries all that its answer depends on.
   */
  readonly accountsForAll: boolean;
}

/** Beyond this much planned the rest of a batch waits, so that a batch of events that fan out widely fits into memory. */
const MAX_PLANNED_BYTES = 4 << 20;

/** Plans one record after the other, at least one, until there is enough or until it is not to go on. */
export async function planInTurn<T>(
  items: readonly T[],
  planOne: (item: T) => Promise<RecordPlan>,
  goesOn: () => boolean = () => true,
): Promise<readonly RecordPlan[]> {
  const plans: RecordPlan[] = [];
  let bytes = 0;
  for (const item of items) {
    if (bytes > MAX_PLANNED_BYTES || (plans.length > 0 && !goesOn())) break;
    const plan = await planOne(item);
    for (const stage of plan.stages) bytes += stage.bytes;
    plans.push(plan);
  }
  return plans;
}
