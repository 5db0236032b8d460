import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { serviceAccount, START, startHarness } from '../harness.spec-helper.js';

let harness: Awaited<ReturnType<typeof startHarness>>;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());
const tokens = () => harness.simulator.requests({ provider: 'google' }).filter(({ path }) => path === '/token');

it('one token serves many calls, another account gets its own', async () => {
  await harness.connector.perform(harness.call());
  await harness.connector.perform(harness.call());
  expect(tokens()).toHaveLength(1);
  await harness.connector.perform(harness.call({ credentials: serviceAccount('other@example.com') }));
  expect(tokens()).toHaveLength(2);
});

it('is renewed when it ends', async () => {
  await harness.connector.perform(harness.call());
  await harness.connector.perform(harness.call({ now: START + 2 * 3_600_000 }));
  expect(tokens()).toHaveLength(2);
});

it('a kept token that is refused is replaced; a fresh one that is refused speaks against the account', async () => {
  await harness.connector.perform(harness.call());
  harness.simulator.behave('google', { status: 401, match: { path: 'recognize' } });
  expect(await harness.connector.perform(harness.call())).toMatchObject({
    kind: 'retry',
    error: { code: 'token_rejected' },
  });
  expect(await harness.connector.perform(harness.call())).toMatchObject({
    kind: 'failed',
    error: { code: 'unauthenticated', class: 'config' },
  });
  harness.simulator.behave('google');
  expect(await harness.connector.perform(harness.call())).toMatchObject({ kind: 'succeeded' });
});

it('a revoked account is a matter of the connection, a broken endpoint is not', async () => {
  const credentials = serviceAccount('revoked@example.com');
  expect(await harness.connector.perform(harness.call({ credentials }))).toMatchObject({
    kind: 'failed',
    error: {
      code: 'invalid_credentials',
      class: 'config',
      message: expect.stringContaining('invalid_grant') as unknown,
    },
  });
  harness.simulator.behave('google', { status: 503, match: { path: '/token' } });
  expect(await harness.connector.perform(harness.call())).toMatchObject({ kind: 'retry', error: { class: 'retry' } });
});

it('no secret shows in what was sent or said', async () => {
  const outcome = await harness.connector.perform(harness.call());
  const seen = JSON.stringify([outcome, harness.simulator.requests(), harness.warnings]);
  expect(seen).not.toContain('ya29.');
  expect(seen).not.toContain('PRIVATE KEY');
});
