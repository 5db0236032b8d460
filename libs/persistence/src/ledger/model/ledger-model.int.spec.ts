import { beforeAll, afterAll, describe, expect, it } from '@jest/globals';
import { LedgerBench } from '../ledger.spec-helper.js';
import type { Boundary } from './boundaries.spec-helper.js';
import { TRANSACTIONS, type Picks, type TransactionName } from './operations.spec-helper.js';
import { MUTANTS } from './mutants.spec-helper.js';
import {
  comesToRest,
  explore,
  newWorld,
  passes,
  perform,
  Real,
  type Crash,
  type TimeName,
} from './run-model.spec-helper.js';

/** HOOKSWITCH_LEDGER_RUNS=2000 plays more stories than a build has time for. */
const RUNS = process.env['HOOKSWITCH_LEDGER_RUNS'];
const NONE: Picks = { process: 0, a: 0, b: 0, c: 1 };

const UNHEARD: Crash = { boundary: 'after commit', isFatal: false };

type Beginning = TransactionName | TimeName | 'dies' | 'unheard start' | readonly [TransactionName, Partial<Picks>];
const REJECTED = ['settle', { b: 1 }] as const;
const BEFORE: Readonly<Record<TransactionName, readonly Beginning[]>> = {
  claim: [],
  start: ['claim'],
  settle: ['claim', 'start'],
  settleLost: ['claim', 'start', 'dies', 'leases'],
  giveBack: ['claim', 'unheard start'],
  cancel: ['claim'],
  redrive: ['claim', 'start', REJECTED],
  endOverdue: ['claim', 'overdue'],
};

describe('the ledger against its model', () => {
  const bench = new LedgerBench();
  beforeAll(() => bench.open());
  afterAll(() => bench.close());

  it('does what the model says, whoever does what in which order, dies where and hears what', async () => {
    const milliseconds = RUNS === undefined ? 12_000 : 3_600_000;
    expect(await explore(new Real(bench), { runs: Number(RUNS ?? 30), milliseconds })).toBeGreaterThan(2);
  }, 3_700_000);

  const boundaries = (Object.keys(TRANSACTIONS) as TransactionName[]).flatMap((name) =>
    (['before commit', 'after commit'] as const).map((boundary) => [boundary, name] as const),
  );
  it.each<readonly [Boundary, TransactionName]>(boundaries)('survives a death %s of %s', async (boundary, name) => {
    const real = new Real(bench);
    await real.empty();
    const world = newWorld();
    for (const each of BEFORE[name]) {
      if (each === 'dies') world.processes[0].die();
      else if (each === 'unheard start') await perform(TRANSACTIONS.start, world, real, NONE, UNHEARD);
      else if (each === 'leases' || each === 'later' || each === 'overdue') await passes(each, world, real, NONE);
      else if (typeof each === 'string') await perform(TRANSACTIONS[each], world, real, NONE);
      else await perform(TRANSACTIONS[each[0]], world, real, { ...NONE, ...each[1] });
    }
    await perform(TRANSACTIONS[name], world, real, NONE, { boundary, isFatal: true });
    expect(real.boundaries.fired()).toBe(true);
    await comesToRest(world, real);
  });

  it.each(Object.entries(MUTANTS))('finds out when %s', async (_, { from, to, seed }) => {
    let hasChanged = false;
    const rewrite = (text: string): string => {
      hasChanged ||= text.includes(from);
      return text.replace(from, to);
    };
    const mutant = new LedgerBench();
    await mutant.open();
    try {
      const exploring = explore(new Real(mutant, rewrite), { runs: 50, milliseconds: 30_000, seed, isQuick: true });
      const failure = await exploring.then(
        () => undefined,
        (error: unknown) => error as Error,
      );
      expect(failure?.message).toMatch(/^Property failed/);
      expect(String(failure?.cause)).toContain('toEqual');
      expect(hasChanged).toBe(true);
    } finally {
      await mutant.close();
    }
  });
});
