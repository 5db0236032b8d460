import assert from 'node:assert/strict';
import { Bench } from '../bench.js';
import type { Check } from '../check.js';
import { expectKind } from '../expect-outcome.js';
import { within } from '../within.js';

const CLOSE_MS = 5_000;

export const safety: readonly Check[] = [
  {
    id: 'safety/guarded',
    title: 'it reaches targets through the guarded client alone',
    run: ({ target }) =>
      Bench.use(
        target,
        async (bench) => {
          assert.equal(expectKind(await bench.perform(), 'failed').error.class, 'permanent');
          assert.equal(bench.server.connections, 0, 'it connected to a private address');
        },
        { guarded: true },
      ),
  },
  {
    id: 'safety/secrets',
    title: 'it keeps the secrets that a target echoes out of its log and its errors',
    run: ({ target }) =>
      Bench.use(target, async (bench) => {
        const echo = ({ headers, body }: { headers: object; body: string }) => ({
          status: 400,
          body: { headers, body },
        });
        expectKind(await bench.perform(echo), 'failed');
      }),
  },
];

export const life: readonly Check[] = [
  {
    id: 'life/test-connection',
    title: 'it tells a connection that works from one that does not, in time',
    notFor: ({ connector }) => (connector.test ? undefined : 'it has no test of connections'),
    run: ({ target }) =>
      Bench.use(target, async (bench) => {
        assert.equal((await bench.test(target.acceptedTest ?? target.accepted))?.ok, true);
        const broken = await bench.test({ status: 500, body: 'oops' });
        assert.ok(broken && !broken.ok && broken.error.message.length > 0, 'a 500 passes as a connection that works');
        const hanging = bench.test({ fault: 'hang' }, AbortSignal.timeout(300));
        assert.equal((await within(CLOSE_MS, 'the test goes on although it is aborted', hanging))?.ok, false);
      }),
  },
  {
    id: 'life/close-twice',
    title: 'it can be closed twice',
    run: async ({ target: { connector } }) => {
      for (const which of ['first', 'second'])
        await within(CLOSE_MS, `the ${which} close does not end`, connector.close?.() ?? Promise.resolve());
    },
  },
];
