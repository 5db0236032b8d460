import { expect, it } from '@jest/globals';
import { newJob, pending, readJob } from './job.js';

const fresh = { operation: '123', bucket: 'calls', object: 'command-1', durationSeconds: 90 };

it('is asked after 5 s, then twice as late each time up to a minute', () => {
  let job = newJob(fresh, 1000);
  const pauses: number[] = [];
  for (let poll = 0; poll < 6; poll += 1) {
    const { state, afterMs } = pending(job);
    pauses.push(afterMs);
    job = readJob(state) ?? job;
  }
  expect(pauses).toEqual([5000, 10_000, 20_000, 40_000, 60_000, 60_000]);
});

it('has the length of the recording and an hour', () => {
  expect(newJob(fresh, 1000).until).toBe(1000 + 90_000 + 3_600_000);
  expect(newJob({ ...fresh, durationSeconds: null }, 0).until).toBe(5 * 3_600_000);
});

it('survives the ledger, and what is no job is not taken for one', () => {
  const job = newJob(fresh, 1000);
  expect(readJob(JSON.parse(JSON.stringify(job)) as never)).toEqual(job);
  expect([readJob(null), readJob({}), readJob({ ...job, operation: 1 }), readJob([])]).toEqual(
    Array(4).fill(undefined),
  );
});
