import assert from 'node:assert/strict';
import { schemaValidator } from '@hookswitch/connector-sdk';
import { COMMAND_ID } from '@hookswitch/connector-sdk/testing';
import type { Check } from '../check.js';
import { Bench } from '../bench.js';
import { expectCount, expectKind } from '../expect-outcome.js';
import { altered, takenKind } from '../requests.js';

/** Retry-After of 7 s. */
export const SEVEN_SECONDS = { status: 429, headers: { 'retry-after': '7' }, body: {} };

/** What the connector makes of what the provider answers. */
export const answers: readonly Check[] = [
  {
    id: 'answers/success',
    title: 'it performs with one request that carries the idempotency key, and its output fits its schema',
    run: ({ target }) =>
      Bench.use(target, async (bench) => {
        const taken = await bench.perform();
        const keys = bench.effects.map(({ headers }) => headers['idempotency-key']);
        const { output } = expectKind(await bench.finish(taken), 'succeeded');
        assert.deepEqual(schemaValidator(target.connector.manifest.output)(output), []);
        assert.deepEqual(keys, [COMMAND_ID], 'the idempotency keys of its requests');
      }),
  },
  {
    id: 'answers/slow',
    title: 'it waits for a slow target',
    run: ({ target }) =>
      Bench.use(target, async (bench) => {
        expectKind(await bench.perform(altered(target, { delayMs: 300 })), takenKind(target));
      }),
  },
  {
    id: 'answers/throttled',
    title: 'it hands a 429 on with the time of Retry-After, and tries no second time itself',
    run: ({ target }) =>
      Bench.use(target, async (bench) => {
        const { throttled, error, afterMs } = expectKind(
          await bench.perform(target.throttled ?? SEVEN_SECONDS),
          'retry',
        );
        assert.deepEqual({ throttled, class: error.class }, { throttled: true, class: 'retry-after' });
        assert.ok(afterMs !== undefined && afterMs > 5_000 && afterMs <= 7_000, `waits ${afterMs} ms instead of 7 s`);
        expectCount('requests', bench.effects, 1);
      }),
  },
  {
    id: 'answers/server-error',
    title: 'it says what a 500 means, and tries no second time itself',
    run: ({ target }) =>
      Bench.use(target, async (bench) => {
        expectKind(await bench.perform({ status: 500, body: 'oops' }), target.serverError);
        expectCount('requests', bench.effects, 1);
      }),
  },
  {
    id: 'answers/unreadable',
    title: 'it says what an answer means that it cannot read',
    run: ({ target }) =>
      Bench.use(target, async (bench) => {
        const page = { headers: { 'content-type': 'text/html' }, body: '<html>maintenance</html>' };
        expectKind(await bench.perform(page), target.unreadable);
      }),
  },
  {
    id: 'answers/redirect',
    title: 'it follows no redirect',
    run: ({ target }) =>
      Bench.use(target, async (bench) => {
        const elsewhere = { status: 307, headers: { location: `${bench.server.origin}/elsewhere` } };
        assert.equal(expectKind(await bench.perform(elsewhere), 'failed').error.class, 'permanent');
        expectCount('requests', bench.effects, 1);
      }),
  },
];
