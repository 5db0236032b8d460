import type { Pool } from 'pg';
import { guarded } from '../persistence-error.js';
import type { TenantRetention } from '../retention.js';
import { expireTenants } from './expire-tenants.js';
import type { History } from './history.js';
import { listDeadLetters, readDeadLetter } from './read-dead-letters.js';
import { countEvents, listEvents, readEvent, readPlanned } from './read-events.js';
import { listRuns, readRun } from './read-runs.js';
import { readRunMarks } from './read-run-marks.js';
import { recordDeadLetters, type LoggedDeadLetter } from './record-dead-letters.js';
import { recordDeliveries } from './record-deliveries.js';
import { recordEvents, type LoggedEvent } from './record-events.js';
import { recordResults } from './record-results.js';
import { recordRuns, type LoggedRuns } from './record-runs.js';
import { ensureAttemptPartitions, expireHistory } from './partitions.js';
import type { Result } from '@hookswitch/domain';

/** Writes the run history; every method may be called any number of times with the same things, in any order. */
export interface RunRecorder {
  events(logged: readonly LoggedEvent[]): Promise<void>;
  runs(messages: readonly LoggedRuns[], recordedAt: number): Promise<void>;
  results(results: readonly Result[]): Promise<void>;
  deadLetters(letters: readonly LoggedDeadLetter[]): Promise<void>;
  /**
   * Partitions for the days ahead, and away with what is too old: for every tenant, or for those that keep less. `now` in milliseconds
   * since the epoch.
   */
  maintain(now: number, retentions?: readonly TenantRetention[]): Promise<void>;
}

/** Rejects with a PersistenceError and with nothing else; so does {@link createHistory}. */
export const createRunRecorder = (pool: Pool): RunRecorder => ({
  events: (logged) =>
    guarded(async () => {
      await recordEvents(pool, logged);
      await recordDeliveries(pool, logged);
    }),
  runs: (messages, recordedAt) => guarded(() => recordRuns(pool, messages, recordedAt)),
  results: (results) => guarded(() => recordResults(pool, results)),
  deadLetters: (letters) => guarded(() => recordDeadLetters(pool, letters)),
  maintain: (now, retentions = []) =>
    guarded(async () => {
      await ensureAttemptPartitions(pool, now);
      await expireHistory(pool, now);
      await expireTenants(pool, now, retentions);
    }),
});

export const createHistory = (pool: Pool): History => ({
  runs: (tenant, filter, page) => guarded(() => listRuns(pool, tenant, filter, page)),
  run: (tenant, id) => guarded(() => readRun(pool, tenant, id)),
  runMarks: (ids) => guarded(() => readRunMarks(pool, ids)),
  events: (tenant, filter, page) => guarded(() => listEvents(pool, tenant, filter, page)),
  eventsSince: (tenant, from) => guarded(() => countEvents(pool, tenant, from)),
  event: (tenant, id, source) => guarded(() => readEvent(pool, tenant, id, source)),
  planned: (tenant, event, topic) => guarded(() => readPlanned(pool, tenant, event, topic)),
  runsOf: async (tenant, { id, source }) => {
    const runs = await guarded(() => listRuns(pool, tenant, { eventId: id }, { limit: 1_000 }));
    return runs.filter((run) => run.event.source === source);
  },
  deadLetters: (tenant, filter, page) => guarded(() => listDeadLetters(pool, tenant, filter, page)),
  deadLetter: (tenant, id) => guarded(() => readDeadLetter(pool, tenant, id)),
});
