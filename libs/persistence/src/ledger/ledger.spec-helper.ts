import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { Command } from '@hookswitch/domain';
import { DatabaseBench } from '../database.spec-helper.js';
import { createPool } from '../pool.js';
import { createLedger } from './create-ledger.js';
import type { ClaimedCommand, Ledger, Settlement, SettledState, Started, StartedCommand } from './ledger.js';

const SCHEMA = 'connector_test';
export const KEY = 'acme|main';
export const PARTITION = 3;
export const LEASE_MS = 60_000;

/** A ledger in a database of its own. */
export class LedgerBench extends DatabaseBench {
  ledger!: Ledger;

  override async open(): Promise<void> {
    await super.open({ ledger: SCHEMA });
    await this.pool.query(`ALTER DATABASE ${new URL(this.url).pathname.slice(1)} SET search_path TO ${SCHEMA}`);
    await this.pool.end();
    this.pool = createPool(this.url);
    this.ledger = createLedger(this.pool, { schema: SCHEMA });
  }

  async empty(): Promise<void> {
    await this.pool.query('TRUNCATE commands, attempts, outbox, cancelled_runs, wakeups');
  }
}

/** One ledger for all tests of a spec, empty before each. */
export function useLedger(): LedgerBench {
  const bench = new LedgerBench();
  beforeAll(() => bench.open());
  beforeEach(() => bench.empty());
  afterAll(() => bench.close());
  return bench;
}

/** A UUID that is the same for the same name. */
export const uuid = (name: string): string =>
  createHash('md5')
    .update(name)
    .digest('hex')
    .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');

export function command(name: string, change: Partial<Command> = {}): Command {
  const at = new Date().toISOString();
  return {
    id: uuid(name),
    tenant: 'acme',
    workflow: { id: uuid('workflow'), name: 'text-back', version: 1 },
    run: uuid(`run of ${name}`),
    step: 'text',
    connector: 'test',
    connection: 'main',
    params: { text: 'hello' },
    event: { id: name, type: 'call.ended', source: '/pbx', subject: name, time: at },
    lane: `lane of ${name}`,
    delivery: 'at_least_once',
    retry: { maxAttempts: 3, initialInterval: 1_000, factor: 4, maxInterval: 60_000, maxElapsed: 3_600_000 },
    timeoutMs: 30_000,
    issuedAt: at,
    continuation: `sealed ${name}`,
    ...change,
  };
}

let offsets = 0;
export const claimed = (command: Command, change: Partial<ClaimedCommand> = {}): ClaimedCommand => ({
  command,
  key: KEY,
  offset: (offsets += 1),
  refs: ['acme|connection|main'],
  ...change,
});

export class Owner {
  constructor(
    private readonly bench: LedgerBench,
    readonly name = 'me',
  ) {}

  start(limit = 10, { leaseMs = LEASE_MS, key = KEY, broken = [] as readonly string[] } = {}): Promise<Started> {
    return this.bench.ledger.start({
      owner: this.name,
      leaseMs,
      picks: [{ partition: PARTITION, key, limit }],
      broken,
    });
  }

  async startOne(options?: Parameters<Owner['start']>[1]): Promise<StartedCommand> {
    const { running } = await this.start(1, options);
    if (running[0] === undefined) throw new Error('nothing started');
    return running[0];
  }

  async settle(started: StartedCommand, to: SettledState, change: Partial<Settlement> = {}) {
    const [settled] = await this.bench.ledger.settle(this.name, [settlement(started, to, change)], [PARTITION]);
    return settled;
  }
}

export const settlement = (
  { id, grip, attempt }: StartedCommand,
  to: SettledState,
  change: Partial<Settlement> = {},
): Settlement => ({
  id,
  grip,
  attempt,
  outcome: to.state === 'succeeded' ? 'succeeded' : to.state === 'dead' ? 'failed' : 'retry',
  to,
  counts: true,
  tries: 0,
  unknowns: 0,
  ...change,
});

export const again = (delayMs = 0): SettledState => ({ state: 'waiting', next: 'perform', delayMs });
export const SUCCEEDED: SettledState = { state: 'succeeded' };
export const REJECTED: SettledState = { state: 'dead', reason: 'rejected' };

/** What is in the outbox, as short lines: `name? attempt seq status/reason outcome`. */
export async function results(ledger: Ledger): Promise<readonly string[]> {
  const entries = await ledger.unpublished([PARTITION], 1_000);
  return entries.map(({ result }) =>
    [
      result.event.id,
      `#${result.seq}`,
      result.status ?? 'late',
      ...(result.reason === undefined ? [] : [result.reason]),
      `attempt ${result.attempt}`,
      ...(result.outcome === undefined ? [] : [result.outcome]),
    ].join(' '),
  );
}
