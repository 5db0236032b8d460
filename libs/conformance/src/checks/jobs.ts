import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { createHttpClient, type ActionOutcome } from '@hookswitch/connector-sdk';
import type { Json } from '@hookswitch/domain';
import { eventually, type StubScript } from '@hookswitch/testing';
import { Bench } from '../bench.js';
import type { Check } from '../check.js';
import { expectCount, expectKind } from '../expect-outcome.js';
import { altered } from '../requests.js';
import type { ConformanceTarget, JobTarget } from '../target.js';
import { within } from '../within.js';
import { SEVEN_SECONDS } from './answers.js';

const ABORT_MS = 5_000;
const LEAST_MS = 5_000;
const MOST_MS = 60_000;

/** A job that the target has taken. */
interface Taken {
  readonly target: ConformanceTarget & { readonly job: JobTarget };
  readonly bench: Bench;
  readonly state: Json;
}

const hasNoJob = ({ job }: ConformanceTarget) => (job ? undefined : 'its action is over with its request');

const check = (id: string, title: string, play: (taken: Taken) => Promise<void>): Check => ({
  id: `job/${id}`,
  title,
  notFor: hasNoJob,
  run: ({ target }) =>
    Bench.use(target, async (bench) => {
      const { job } = target;
      if (job === undefined) throw new Error(hasNoJob(target));
      const { state } = expectKind(await bench.perform(), 'pending');
      await play({ target: { ...target, job }, bench, state });
    }),
});

/** The job goes on: what the next poll is given. `retry` and `unknown` are asked again by the host. */
function goesOn(outcome: ActionOutcome, state: Json): Json {
  const on = expectKind(outcome, 'pending', 'retry', 'unknown');
  if (on.kind === 'pending') return on.state;
  assert.ok(!('jobOver' in on), 'a poll that failed is taken for the end of the job');
  return state;
}

async function expectResult({ bench }: Taken, state: Json): Promise<void> {
  expectKind(await bench.finish(await bench.resume(state)), 'succeeded');
}

/** What a job means that outlives the call that started it; what its host makes of that is a group of its own. */
export const jobs: readonly Check[] = [
  {
    id: 'job/submitted',
    title: 'it hands a job over with all that is needed to go on, and waits for no end',
    notFor: hasNoJob,
    run: ({ target }) =>
      Bench.use(target, async (bench) => {
        const { state, afterMs } = expectKind(await bench.perform(), 'pending');
        const kept = JSON.parse(JSON.stringify(state)) as Json;
        assert.ok(isDeepStrictEqual(kept, state), 'its state is not what the ledger can keep');
        assert.ok(Number.isFinite(afterMs) && afterMs > 0, `it wants to ask after ${afterMs} ms`);
        expectCount('polls', bench.asks, 0);
      }),
  },
  check('poll-fails', 'a poll that fails is tried again, and submits nothing', async (taken) => {
    const { bench, target } = taken;
    const faults: readonly StubScript[] = [
      { status: 500, body: 'oops' },
      { status: 503, body: {} },
      { fault: 'reset_before' },
      { fault: 'reset_after' },
      altered(target, { fault: 'reset_in_body' }),
    ];
    let { state } = taken;
    for (const script of faults) {
      const outcome = await bench.resume(state, { script });
      expectCount('submissions', bench.effects, 0);
      expectCount('polls', bench.asks, 1);
      if (outcome.kind === 'succeeded') return; // Whole before it broke off.
      state = goesOn(outcome, state);
    }
    await expectResult(taken, state);
    expectCount('submissions', bench.effects, 0);
  }),
  check('poll-throttled', 'a 429 to a poll makes the next one wait for as long as it says', async (taken) => {
    const { bench, target, state } = taken;
    const outcome = await bench.resume(state, { script: target.throttled ?? SEVEN_SECONDS });
    expectCount('polls', bench.asks, 1);
    const { afterMs } = expectKind(outcome, 'pending', 'retry');
    assert.ok(afterMs !== undefined && afterMs > LEAST_MS && afterMs <= MOST_MS, `waits ${afterMs} ms instead of 7 s`);
    await expectResult(taken, goesOn(outcome, state));
  }),
  check('poll-time-out', 'a poll ends when its time is over, and the job goes on', async (taken) => {
    const { bench, state } = taken;
    const abort = new AbortController();
    const outcome = bench.resume(state, { script: { fault: 'hang' }, signal: abort.signal });
    await eventually('the poll', () => bench.asks.length > 0);
    abort.abort();
    await expectResult(
      taken,
      goesOn(await within(ABORT_MS, 'it goes on although its signal is aborted', outcome), state),
    );
  }),
  check('forgotten', 'a job that the target does not know any more ends, and it says why', async (taken) => {
    const { bench, target, state } = taken;
    const { error } = expectKind(await bench.resume(state, { script: target.job.forgotten }), 'failed');
    assert.equal(error.class, 'permanent', 'who is to mend it?');
    assert.ok(error.code.length > 0 && error.message.length > 0, 'it does not say why');
    expectCount('submissions', bench.effects, 0);
  }),
  check('failed', 'a job that failed ends: for good, or to be performed anew', async ({ bench, target, state }) => {
    const outcome = expectKind(await bench.resume(state, { script: target.job.failed }), 'failed', 'retry');
    assert.ok(outcome.kind === 'failed' || outcome.jobOver === true, 'it asks on after a job that has failed');
    expectCount('submissions', bench.effects, 0);
  }),
  check(
    'secrets',
    'it keeps the secrets that a target echoes to a poll out of its log and its errors',
    async (taken) => {
      const { bench, state } = taken;
      await bench.resume(state, { script: ({ headers, body }) => ({ status: 400, body: { headers, body } }) });
      expectCount('polls', bench.asks, 1);
    },
  ),
  check('guarded', 'it asks through the guarded client alone', async ({ bench, state }) => {
    const http = createHttpClient();
    const before = bench.server.connections;
    const outcome = await bench.resume(state, { http });
    http.close();
    assert.notEqual(outcome.kind, 'succeeded');
    assert.equal(bench.server.connections, before, 'it connected to a private address');
  }),
];
