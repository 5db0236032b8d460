import { afterAll, describe, expect, it } from '@jest/globals';
import { conformance } from './conformance.js';
import { echo, type Change } from './echo.spec-helper.js';
import { MUTANTS } from './mutants.spec-helper.js';
import { CHECKS, Suite } from './suite.js';

conformance(echo(), { describe, it, afterAll });

/** What the host keeps alone, whatever the connector does. */
const HOSTS_OWN = ['host/expiry', 'host/cancel', 'host/secrets'];

async function failuresOf(change: Change, ids: readonly string[]): Promise<readonly string[]> {
  const suite = new Suite(echo(change));
  for (const check of CHECKS.filter(({ id }) => ids.includes(id))) await suite.run(check).catch(() => undefined);
  await suite.close();
  return suite.results().flatMap(({ id, result }) => (result === 'failed' ? [id] : []));
}

describe('the suite notices a connector that', () => {
  it.each(MUTANTS)('%s', async (_, change, noticed) => {
    expect(await failuresOf(change(), noticed)).toEqual(
      CHECKS.map(({ id }) => id).filter((id) => noticed.includes(id)),
    );
  });
});

it('every check has been seen to fail, but those of what the host keeps alone', () => {
  const noticed = new Set(MUTANTS.flatMap(([, , ids]) => ids));
  expect(CHECKS.map(({ id }) => id).filter((id) => !noticed.has(id))).toEqual(HOSTS_OWN);
});
