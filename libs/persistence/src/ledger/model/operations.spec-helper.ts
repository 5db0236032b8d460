import type { Ledger, Settled, StartedCommand } from '../ledger.js';
import { claimed, command, LEASE_MS, PARTITION, settlement, uuid } from '../ledger.spec-helper.js';
import type { LedgerModel } from './ledger-model.spec-helper.js';
import type { Held, Verdict } from './model-rows.spec-helper.js';

/** A process: what it has heard of its starts, and which of them it has not settled yet. */
export class Process {
  begun: Held[] = [];
  known: Held[] = [];
  #life = 1;

  constructor(private readonly letter: string) {}

  get owner(): string {
    return `${this.letter}${this.#life}`;
  }

  /** It starts anew and remembers nothing. */
  die(): void {
    this.#life += 1;
    this.begun = [];
    this.known = [];
  }
}

export interface World {
  readonly model: LedgerModel;
  readonly processes: readonly [Process, Process];
}

/** Numbers out of which an operation makes its arguments. */
export interface Picks {
  readonly process: 0 | 1;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** One transaction: what is asked, what the model says that comes of it, and what the process makes of the answer. */
export interface Step {
  readonly ask: (ledger: Ledger) => Promise<unknown>;
  readonly expected: () => unknown;
  readonly heard?: () => void;
}

/** undefined: nothing to do in this world. Changes nothing by itself. */
export type Operation = (world: World, picks: Picks) => Step | undefined;

const LANES = ['x', 'y', 'z'] as const;
/** Lanes x and y have one key. */
const keyOf = (lane: string): string => (lane === 'z' ? 'acme|two' : 'acme|one');
const nameOf = (id: string, { model }: World): string => model.rows.find(({ name }) => uuid(name) === id)?.name ?? id;
const at = <T>(all: readonly T[], index: number): T | undefined => all[index % Math.max(1, all.length)];

const claim: Operation = ({ model }, { a, b, c }) => {
  const fresh = Array.from({ length: (a % 3) + 1 }, (_, index) => ({
    name: `c${model.rows.length + index}`,
    lane: LANES[(b + index * c) % LANES.length] ?? 'x',
  }));
  const again = c % 3 === 0 ? at(model.rows, b) : undefined;
  const wanted = [...fresh, ...(again ? [again] : [])].map(({ name, lane }) => ({ name, lane, key: keyOf(lane) }));
  const offset = model.rows.length;
  return {
    ask: async (ledger) => {
      const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
      const all = wanted.map(({ name, lane, key }, index) =>
        claimed(command(name, { lane, expiresAt }), { key, offset: offset + index }),
      );
      return { fresh: (await ledger.claim(PARTITION, all)).fresh };
    },
    expected: () => model.claim(wanted),
  };
};

const start: Operation = (world, { process, a, b }) => {
  const { model } = world;
  const me = world.processes[process];
  const key = keyOf(LANES[a % LANES.length] ?? 'x');
  const limit = b % 3 === 0 ? 1 : 20;
  let running: readonly Held[] = [];
  return {
    ask: async (ledger) => {
      const picks = [{ partition: PARTITION, key, limit }];
      const started = await ledger.start({ owner: me.owner, leaseMs: LEASE_MS, picks, broken: [] });
      return { running: started.running.map(heldOf), ended: started.ended.map(({ id }) => nameOf(id, world)).sort() };
    },
    expected: () => {
      const said = model.start(me.owner, key, limit);
      ({ running } = said);
      return said;
    },
    heard: () => {
      me.begun.push(...running);
      me.known.push(...running);
    },
  };
};

const FIRST: readonly Verdict[] = [
  { to: 'succeeded', outcome: 'succeeded', counts: true, unknowns: 0 },
  { to: 'rejected', outcome: 'failed', counts: true, unknowns: 0 },
  { to: 'retry', outcome: 'retry', counts: true, unknowns: 0 },
  { to: 'later', outcome: 'retry', counts: false, unknowns: 0 },
  { to: 'job', outcome: 'pending', counts: false, unknowns: 0 },
  { to: 'ask', outcome: 'unknown', counts: true, unknowns: 1 },
];
const NO_ANSWER: Readonly<Record<'resume' | 'reconcile', Verdict>> = {
  resume: { to: 'job', counts: false, unknowns: 0, silent: true },
  reconcile: { to: 'ask', counts: false, unknowns: 0, silent: true },
};
const LOST: readonly Verdict[] = [
  { to: 'retry', outcome: 'unknown', counts: true, unknowns: 1 },
  { to: 'rejected', outcome: 'unknown', counts: true, unknowns: 1 },
];

function verdictOf({ next }: Held, index: number): Verdict {
  const verdict = FIRST[index % FIRST.length] ?? NO_ANSWER.resume;
  if (next === 'perform') return verdict;
  if (verdict.to === 'ask' || verdict.to === 'job') return NO_ANSWER[next];
  return { ...verdict, unknowns: next === 'reconcile' ? -1 : 0 };
}

const settle: Operation = ({ model, processes }, { process, a, b, c }) => {
  const me = processes[process];
  const some = [at(me.known, a), at(me.known, a + c)].filter((held) => held !== undefined);
  const chosen = [...new Map(some.map((held) => [held.name, held])).values()];
  if (chosen.length === 0) return undefined;
  const said = chosen.map((held, index) => [held, verdictOf(held, b + index)] as const);
  return {
    ask: async (ledger) => {
      const settlements = said.map(([held, verdict]) => settlementOf(held, verdict));
      return (await ledger.settle(me.owner, settlements, [PARTITION])).map(lineOf);
    },
    expected: () => said.map(([held, verdict]) => model.settle(held, verdict)),
    heard: () => {
      me.begun = me.begun.filter((held) => !chosen.includes(held));
    },
  };
};

const settleLost: Operation = (world, { process, b }) => {
  const { model, processes } = world;
  const { begun } = processes[process];
  const lost = model.lost(begun);
  if (lost.length === 0) return undefined;
  const verdict = ({ next }: Held) =>
    next === 'perform' ? (LOST[b % LOST.length] ?? NO_ANSWER.resume) : NO_ANSWER[next];
  return {
    ask: async (ledger) => {
      const found = await ledger.lost([PARTITION], begun.map(gripOf));
      const settlements = found.map((row) => ({
        ...settlementOf(heldOf(row), verdict(heldOf(row))),
        owner: row.owner,
      }));
      const settled = await ledger.settleLost(settlements, [PARTITION]);
      return settled.map((each) => `${nameOf(each.id, world)} ${lineOf(each)}`).sort();
    },
    expected: () => lost.map((held) => `${held.name} ${model.settleLost(held, verdict(held))}`).sort(),
  };
};

const renew: Operation = (world, { process }) => {
  const { begun, owner } = world.processes[process];
  return {
    ask: async (ledger) =>
      (await ledger.renew(owner, begun.map(gripOf), LEASE_MS)).map((id) => nameOf(id, world)).sort(),
    expected: () => world.model.renew(begun),
  };
};

const giveBack: Operation = ({ model, processes }, { process }) => {
  const { begun, owner } = processes[process];
  return {
    ask: async (ledger) => (await ledger.giveBack(owner, begun.map(gripOf), [PARTITION])).map(({ key }) => key).sort(),
    expected: () => model.giveBack(owner, begun),
  };
};

const cancel: Operation = (world, { a }) => {
  const row = at(world.model.rows, a);
  if (!row) return undefined;
  const run = { tenant: 'acme', run: uuid(`run of ${row.name}`) };
  return {
    ask: async (ledger) => (await ledger.cancel([run])).map(({ id }) => nameOf(id, world)).sort(),
    expected: () => world.model.cancel(row.name),
  };
};

/** Of the dead ones first; a request now and then has seen an earlier state. */
const redrive: Operation = (world, { a, b }) => {
  const { rows } = world.model;
  const row =
    at(
      rows.filter(({ state }) => state === 'dead'),
      a,
    ) ?? at(rows, a);
  if (!row) return undefined;
  const seen = b % 4 === 3 ? row.redrives + 1 : row.redrives;
  const request = { tenant: 'acme', command: uuid(row.name), redrives: seen };
  return {
    ask: async (ledger) => (await ledger.redrive([request], [PARTITION])).map(({ id }) => nameOf(id, world)),
    expected: () => world.model.redrive(row.name, seen),
  };
};

const endOverdue: Operation = (world) => {
  const isOverdue = world.model.rows.some(
    ({ state, next, isGivenUp, isExpired }) => state === 'waiting' && (isGivenUp || (isExpired && next === 'perform')),
  );
  if (!isOverdue) return undefined;
  return {
    ask: async (ledger) => (await ledger.endOverdue([PARTITION], [])).map(({ id }) => nameOf(id, world)).sort(),
    expected: () => world.model.endOverdue(),
  };
};

/** The results that are to leave, and every second of them leaves. */
const publish: Operation = (world) => {
  const { model } = world;
  const all = model.outbox.map((result) => `${result.name} #${result.seq} ${result.status} ${result.attempt}`).sort();
  return {
    ask: async (ledger) => {
      const lines = (await ledger.unpublished([PARTITION], 1_000)).map(({ id, result }) => ({
        id,
        line: `${result.event.id} #${result.seq} ${result.status ?? 'late'} ${result.attempt}`,
      }));
      const sorted = lines.sort((one, other) => (one.line < other.line ? -1 : 1));
      await ledger.published(sorted.filter((_, index) => index % 2 === 0).map(({ id }) => id));
      return sorted.map(({ line }) => line);
    },
    expected: () => {
      const gone = new Set(all.filter((_, index) => index % 2 === 0));
      model.outbox = model.outbox.filter(
        ({ name, seq, status, attempt }) => !gone.has(`${name} #${seq} ${status} ${attempt}`),
      );
      return all;
    },
  };
};

export const TRANSACTIONS = { claim, start, settle, settleLost, giveBack, cancel, redrive, endOverdue } as const;
export const LOOKS = { renew, publish } as const;
export type TransactionName = keyof typeof TRANSACTIONS;

const gripOf = ({ name, grip }: Held) => ({ id: uuid(name), grip });

const heldOf = ({ command: { event }, attempt, grip, next, owner }: StartedCommand): Held => ({
  name: event.id,
  attempt,
  grip,
  next,
  owner,
});

function settlementOf({ name, attempt, grip }: Held, { to, outcome, counts, unknowns, silent }: Verdict) {
  const state =
    to === 'succeeded'
      ? ({ state: 'succeeded' } as const)
      : to === 'rejected'
        ? ({ state: 'dead', reason: 'rejected' } as const)
        : ({
            state: 'waiting',
            next: to === 'job' ? 'resume' : to === 'ask' ? 'reconcile' : 'perform',
            delayMs: 0,
            ...(to === 'job' && { pending: 'op' }),
          } as const);
  const { outcome: _said, ...rest } = settlement({ id: uuid(name), attempt, grip } as StartedCommand, state, {
    counts,
    unknowns,
  });
  return { ...rest, ...(outcome !== undefined && { outcome }), ...(silent && { silent }) };
}

function lineOf(settled: Settled): string {
  if (settled.kind === 'fenced' || settled.kind === 'repeated') return settled.kind;
  const what = settled.kind === 'waiting' ? ['waiting'] : [settled.status, ...(settled.reason ? [settled.reason] : [])];
  return [...what, ...(settled.frees ? ['frees'] : [])].join(' ');
}
