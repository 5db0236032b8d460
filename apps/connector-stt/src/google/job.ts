import { isJsonObject, type Json, type JsonObject } from '@hookswitch/domain';

/** A job at Google as the ledger keeps it between two polls. */
export interface Job {
  readonly operation: string;
  readonly bucket: string;
  readonly object: string;
  readonly durationSeconds: number | null;
  /** Pause before the next poll; doubles. */
  readonly waitMs: number;
  /** Milliseconds since the epoch: after that nobody asks any more. */
  readonly until: number;
}

const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 60_000;
const PATIENCE_MS = 3_600_000;
const LONGEST_SECONDS = 4 * 3600;

export const newJob = (job: Omit<Job, 'waitMs' | 'until'>, now: number): Job => ({
  ...job,
  waitMs: FIRST_WAIT_MS,
  until: now + (job.durationSeconds ?? LONGEST_SECONDS) * 1000 + PATIENCE_MS,
});

/** Ask again later: the pause doubles from 5 s to 60 s. */
export const pending = (
  job: Job,
): { readonly kind: 'pending'; readonly state: JsonObject; readonly afterMs: number } => ({
  kind: 'pending',
  state: { ...job, waitMs: Math.min(job.waitMs * 2, LONGEST_WAIT_MS) },
  afterMs: job.waitMs,
});

/** Undefined when the ledger holds something else: a state of another version. */
export function readJob(state: Json): Job | undefined {
  if (!isJsonObject(state)) return undefined;
  const { operation, bucket, object, durationSeconds, waitMs, until } = state;
  if (typeof operation !== 'string' || typeof bucket !== 'string' || typeof object !== 'string') return undefined;
  if (typeof waitMs !== 'number' || typeof until !== 'number') return undefined;
  return {
    operation,
    bucket,
    object,
    durationSeconds: typeof durationSeconds === 'number' ? durationSeconds : null,
    waitMs,
    until,
  };
}
