import { expect } from '@jest/globals';
import fc from 'fast-check';
import { createLedger } from '../create-ledger.js';
import type { Ledger } from '../ledger.js';
import { uuid, type LedgerBench } from '../ledger.spec-helper.js';
import { Boundaries, type Boundary } from './boundaries.spec-helper.js';
import { isFirstRunning, LedgerModel } from './ledger-model.spec-helper.js';
import {
  LOOKS,
  Process,
  TRANSACTIONS,
  type Operation,
  type Picks,
  type TransactionName,
  type World,
} from './operations.spec-helper.js';

/** The ledger under test next to what the model cannot do: let time pass in the database, and read all of it. */
export class Real {
  readonly ledger: Ledger;
  readonly boundaries: Boundaries;
  #dues = new Map<string, number>();

  constructor(
    readonly bench: LedgerBench,
    rewrite?: (text: string) => string,
  ) {
    this.boundaries = new Boundaries(bench.pool, rewrite);
    this.ledger = createLedger(this.boundaries.pool, { schema: 'connector_test' });
  }

  async empty(): Promise<void> {
    this.#dues = new Map();
    const tables = ['commands', 'attempts', 'outbox', 'cancelled_runs', 'wakeups'];
    await this.bench.pool.query(tables.map((table) => `DELETE FROM ${table};`).join(' '));
  }

  /** Due times in the order of the model's, all in the past or an hour away. */
  async setDues({ rows }: LedgerModel): Promise<void> {
    const changed = rows.filter(({ name, state, due }) => state === 'waiting' && this.#dues.get(name) !== due);
    if (changed.length === 0) return;
    for (const { name, due } of changed) this.#dues.set(name, due);
    await this.bench.pool.query(
      `UPDATE commands c SET due_at = COALESCE(timestamptz '2026-01-01' + d.ms * interval '1 ms', now() + interval '1 hour')
       FROM unnest($1::uuid[], $2::float8[]) AS d(id, ms) WHERE c.id = d.id`,
      [changed.map(({ name }) => uuid(name)), changed.map(({ due }) => (due === Infinity ? null : due))],
    );
  }

  async expireLeases(): Promise<void> {
    await this.bench.pool.query("UPDATE commands SET lease_until = now() - interval '1 s' WHERE state = 'running'");
  }

  async makeOverdue(name: string, column: 'expires_at' | 'give_up_at'): Promise<void> {
    await this.bench.pool.query(
      `UPDATE commands SET ${column} = now() - interval '1 s', since = now() - interval '1 hour' WHERE id = $1`,
      [uuid(name)],
    );
  }

  /** Rows, attempts and results as the model has them. */
  async agreesWith(model: LedgerModel): Promise<void> {
    const names = new Map(model.rows.map(({ name }) => [uuid(name), name]));
    const { rows } = await this.bench.pool.query<{ id: string; line: string }>(EVERYTHING);
    expect(rows.map(({ id, line }) => `${names.get(id)} ${line}`).sort()).toEqual(everything(model));
  }
}

const EVERYTHING = `
SELECT id, concat_ws(' ', 'is', state, next, first, attempt, used, unknowns, redrives, seq, grip, COALESCE(owner, '-'),
  lease_until < now() IS TRUE, COALESCE(reason, '-')) AS line FROM commands
UNION ALL SELECT command, concat_ws(' ', 'tried', number, COALESCE(outcome, '-'), confirmed, COALESCE(late_outcome, '-')) FROM attempts
UNION ALL SELECT command, concat_ws(' ', 'tells', seq, COALESCE(status, 'late'), attempt) FROM outbox`;

function everything({ rows, attempts, outbox }: LedgerModel): readonly string[] {
  const bool = (value: boolean) => (value ? 't' : 'f');
  const lines = [
    ...rows.map(
      ({ name, state, next, first, attempt, used, unknowns, redrives, seq, grip, owner, isLeaseOver, reason }) => [
        name,
        'is',
        state,
        next,
        bool(first),
        attempt,
        used,
        unknowns,
        redrives,
        seq,
        grip,
        owner ?? '-',
        bool(isLeaseOver),
        reason ?? '-',
      ],
    ),
    ...[...attempts].map(([id, { outcome, confirmed, late }]) => {
      const [name, number] = id.split(' ');
      return [name, 'tried', number, outcome ?? '-', confirmed, late ?? '-'];
    }),
    ...outbox.map(({ name, seq, status, attempt }) => [name, 'tells', seq, status, attempt]),
  ];
  return lines.map((line) => line.join(' ')).sort();
}

/** What the model itself must keep to. */
export function keepsPromises({ rows, firsts }: LedgerModel): void {
  const atWork = rows.filter(isFirstRunning).filter(({ redrives }) => redrives === 0);
  expect(new Set(atWork.map(({ lane }) => lane)).size).toBe(atWork.length);
  for (const started of Map.groupBy(firsts, (name) => rows.find((row) => row.name === name)?.lane).values()) {
    const offsets = started.map((name) => rows.find((row) => row.name === name)?.offset ?? 0);
    expect(offsets).toEqual([...offsets].sort((one, other) => one - other));
  }
}

export interface Crash {
  readonly boundary: Boundary;
  /** The process starts anew; else it only did not get its answer. */
  readonly isFatal: boolean;
}

/** Does it in both worlds; with a crash the caller hears nothing, and the model moves only when the transaction had been committed. */
export async function perform(
  operation: Operation,
  world: World,
  real: Real,
  picks: Picks,
  crash?: Crash,
): Promise<void> {
  const step = operation(world, picks);
  if (!step) return;
  if (crash) {
    real.boundaries.plant(crash.boundary);
    await expect(step.ask(real.ledger)).rejects.toThrow('the process died');
    expect(real.boundaries.fired()).toBe(true);
    if (crash.boundary === 'after commit') step.expected();
    if (crash.isFatal) world.processes[picks.process].die();
  } else {
    const answer = await step.ask(real.ledger);
    expect(answer).toEqual(step.expected());
    step.heard?.();
  }
  await real.setDues(world.model);
  await real.agreesWith(world.model);
  keepsPromises(world.model);
}

/** Time that passes. */
const TIMES = {
  leases: async ({ model }: World, real: Real) => {
    for (const row of model.rows) if (row.state === 'running') row.isLeaseOver = true;
    await real.expireLeases();
  },
  later: async ({ model }: World, real: Real) => {
    model.later();
    await real.setDues(model);
  },
  overdue: async ({ model }: World, real: Real, { a, b }: Picks) => {
    const waiting = model.rows.filter(({ state }) => state === 'waiting');
    const row = waiting[a % Math.max(1, waiting.length)];
    if (!row) return;
    if (b % 2 === 0) row.isExpired = true;
    else row.isGivenUp = true;
    await real.makeOverdue(row.name, b % 2 === 0 ? 'expires_at' : 'give_up_at');
  },
} as const;
export type TimeName = keyof typeof TIMES;

export const passes = (name: TimeName, world: World, real: Real, picks: Picks): Promise<void> =>
  TIMES[name](world, real, picks);

type Command = fc.AsyncCommand<World, Real>;
type LookName = keyof typeof LOOKS;

class Does implements Command {
  constructor(
    private readonly name: TransactionName | LookName,
    private readonly picks: Picks,
    private readonly crash?: Crash,
  ) {}
  readonly #operation = (): Operation => ({ ...TRANSACTIONS, ...LOOKS })[this.name];
  check = (world: World): boolean => this.#operation()(world, this.picks) !== undefined;
  run = (world: World, real: Real): Promise<void> => perform(this.#operation(), world, real, this.picks, this.crash);
  toString = (): string =>
    `${this.name}(${Object.values(this.picks).join()})${this.crash ? ` dies ${JSON.stringify(this.crash)}` : ''}`;
}

class Passes implements Command {
  constructor(
    private readonly name: TimeName,
    private readonly picks: Picks,
  ) {}
  check = (): boolean => true;
  run = (world: World, real: Real): Promise<void> => passes(this.name, world, real, this.picks);
  toString = (): string => `${this.name}(${Object.values(this.picks).join()})`;
}

const number = fc.nat({ max: 30 });
const picks = fc.record({ process: fc.constantFrom<0 | 1>(0, 1), a: number, b: number, c: number });
const crash = fc.record({
  boundary: fc.constantFrom<Boundary>('before commit', 'after commit'),
  isFatal: fc.boolean(),
});
const names = Object.keys(TRANSACTIONS) as TransactionName[];
const does = (all: readonly (TransactionName | LookName)[]): fc.Arbitrary<Command> =>
  fc.tuple(fc.constantFrom(...all), picks).map(([name, with_]) => new Does(name, with_));
const command = fc.oneof(
  { weight: 6, arbitrary: does(['claim', 'start', 'settle', 'start', 'settle']) },
  { weight: 4, arbitrary: does(names) },
  { weight: 1, arbitrary: does(['renew', 'publish', 'giveBack']) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('start' as const, ...names), picks, crash)
      .map(([name, with_, dies]): Command => new Does(name, with_, dies)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom<TimeName>('leases', 'later', 'overdue'), picks)
      .map(([name, with_]): Command => new Passes(name, with_)),
  },
);
const stories = fc.array(command, { minLength: 20, maxLength: 60, size: 'max' });

export const newWorld = (): World => ({ model: new LedgerModel(), processes: [new Process('A'), new Process('B')] });

/** Whatever happened, everything comes to an end: leases run out, what is due starts, answers come. */
export async function comesToRest(world: World, real: Real): Promise<void> {
  const none: Picks = { process: 0, a: 0, b: 0, c: 0 };
  const isOpen = () => world.model.rows.some(({ state }) => state === 'waiting' || state === 'running');
  for (const process of world.processes) process.die();
  for (let round = 0; isOpen(); round += 1) {
    if (round > 100) throw new Error('something stays open');
    await passes('leases', world, real, none);
    await perform(TRANSACTIONS.settleLost, world, real, none);
    await passes('later', world, real, none);
    for (const a of [0, 2]) await perform(TRANSACTIONS.start, world, real, { ...none, a, b: 1 });
    for (let index = 0; world.processes[0].begun.length > 0; index += 1)
      await perform(TRANSACTIONS.settle, world, real, { ...none, a: index });
  }
}

interface Exploration {
  readonly runs: number;
  /** No story begins later. */
  readonly milliseconds: number;
  readonly seed?: number;
  /** The first story that fails is enough. */
  readonly isQuick?: boolean;
}

/** Throws with a short story when the ledger and the model differ; else tells how many stories were played. */
export async function explore(
  real: Real,
  { runs, milliseconds, seed = Date.now(), isQuick = false }: Exploration,
): Promise<number> {
  const deadline = performance.now() + milliseconds;
  let played = 0;
  const property = fc.asyncProperty(stories, async (story) => {
    if (performance.now() > deadline) return;
    await real.empty();
    const world = newWorld();
    await fc.asyncModelRun(() => ({ model: world, real }), story);
    await comesToRest(world, real);
    played += 1;
  });
  await fc.assert(property, { seed, numRuns: runs, endOnFailure: isQuick });
  return played;
}
