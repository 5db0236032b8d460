import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openLab, type Lab } from '../lab.js';
import { Random, seedOf } from '../load/random.js';
import { MUTANTS } from './mutants.js';
import { isRewritten } from './rewrite.js';

const LONGEST_MS = 200_000;

/** Whether the checker would notice. */
describe('a build does not pass that', () => {
  let lab: Lab;
  const random = new Random(seedOf(process.env));

  beforeAll(async () => {
    lab = await openLab({
      ...{ destinations: 3, replicas: { 'connector-http': 2, gateway: 2 } },
      env: { HOOKSWITCH_LEASE_SECONDS: '3' },
    });
    // It joins in when the last one stands still; the others are the only one of their kind.
    await Promise.all(['connector-http#2', 'gateway#2'].map((id) => lab.stack.service(id as 'gateway').end()));
  }, LONGEST_MS);

  afterAll(() => lab.close());

  it.each(MUTANTS)(
    '$title',
    async (mutant) => {
      const violations = await mutant.provoke(mutant, lab, random.fork());
      expect(isRewritten(lab.stack.service(mutant.service), mutant.rewrite)).toBe(true);
      expect(violations.map(({ rule }) => rule)).toEqual(expect.arrayContaining([...mutant.caughtBy]));
    },
    LONGEST_MS,
  );
});
