import assert from 'node:assert/strict';
import { eventually, type StubFault } from '@hookswitch/testing';
import type { Check } from '../check.js';
import { Bench } from '../bench.js';
import { expectCount, expectKind } from '../expect-outcome.js';
import { altered, takenKind } from '../requests.js';
import type { ConformanceTarget } from '../target.js';
import { within } from '../within.js';

const ABORT_MS = 5_000;
const lost = ({ lostAnswer = 'unknown' }: ConformanceTarget) => lostAnswer;

/** A request whose answer does not come. */
const unanswered = (fault: StubFault, when: string): Check => ({
  id: `lost/${fault.replaceAll('_', '-')}`,
  title: `it says what a connection means that is reset ${when}`,
  run: ({ target }) =>
    Bench.use(target, async (bench) => {
      const outcome = expectKind(await bench.perform({ fault }), lost(target));
      assert.equal(outcome.error.class, lost(target));
    }),
});

/** Ends soon after the host has had enough. */
const aborted = (id: string, fault: StubFault, title: string): Check => ({
  id,
  title,
  run: ({ target }) =>
    Bench.use(target, async (bench) => {
      const abort = new AbortController();
      const outcome = bench.perform({ fault }, abort.signal);
      await eventually('the request', () => bench.effects.length > 0);
      abort.abort();
      expectKind(await within(ABORT_MS, 'it goes on although its signal is aborted', outcome), lost(target));
    }),
});

export const lostRequests: readonly Check[] = [
  unanswered('reset_before', 'before the request was read'),
  unanswered('reset_after', 'after the request was read'),
  {
    id: 'lost/reset-in-body',
    title: 'it takes an answer that breaks off as a whole one or as a lost one, nothing else',
    run: ({ target }) =>
      Bench.use(target, async (bench) => {
        const outcome = await bench.perform(altered(target, { fault: 'reset_in_body' }));
        expectKind(outcome, takenKind(target), lost(target));
      }),
  },
  {
    id: 'lost/nobody-listens',
    title: 'it knows that nothing happened when nobody listens',
    run: ({ target }) =>
      Bench.use(target, async (bench) => {
        await bench.server.close();
        const { error } = expectKind(await bench.perform(), 'retry');
        assert.deepEqual([error.code, error.class], ['destination_unreachable', 'retry']);
      }),
  },
  aborted('time/time-out', 'hang', 'it ends when its time is over and the target has not answered'),
  aborted('time/drip', 'drip', 'it ends when its time is over and the target answers a byte now and then'),
  {
    id: 'time/too-late',
    title: 'it sends nothing when its time was over before it began',
    run: ({ target }) =>
      Bench.use(target, async (bench) => {
        expectKind(await bench.perform(undefined, AbortSignal.abort()), 'retry');
        expectCount('requests', bench.server.requests, 0);
      }),
  },
];
