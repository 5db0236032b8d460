import { randomUUID } from 'node:crypto';
import type { Command, RunsMessage } from '@hookswitch/domain';
import { decodeMessage, encodeMessage } from '@hookswitch/messaging';
import { createAccounts, createPool } from '@hookswitch/persistence';
import { eventually } from '@hookswitch/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceContext } from '../core/tokens.js';
import { World } from '../gateway.spec-helper.js';
import type { TenantDirectory } from '../tenants/tenant-directory.js';
import { AccountKeeper } from './account-keeper.js';
import { AccountService } from './account.service.js';
import { EventReach } from './event-reach.js';
import { Resender } from './resender.js';

let world: World;
let acme: string;
let keeper: AccountKeeper;
let pool: ReturnType<typeof createPool>;
beforeAll(async () => {
  world = await World.create();
  await world.start();
  acme = await world.tenant('acme', ['events:write', 'runs:read']);
  pool = createPool(world.databaseUrl);
  keeper = keeperOf();
});
afterAll(async () => {
  await pool.end();
  await world.close();
});

/** As the gateway makes it, to be asked rather than waited for. */
function keeperOf(): AccountKeeper {
  const accounts = createAccounts(pool);
  const { bus, topics, metrics } = world;
  const context = { metrics, config: { topicPrefix: 't' } } as unknown as ServiceContext;
  const log = { warn: () => undefined } as unknown as ServiceContext['log'];
  const tenants = { suspended: () => [] } as unknown as TenantDirectory;
  const reach = new EventReach(bus, topics, context);
  const account = new AccountService(accounts, topics, () => Date.now(), reach, tenants);
  return new AccountKeeper(account, new Resender(bus, topics, log), accounts, () => Date.now(), log, context);
}

const AT = '2026-11-20T09:16:05.000Z';
const account = async () =>
  (await world.call('GET /v1/account')).body as {
    readonly events: Readonly<Record<string, number>>;
    readonly commands: Readonly<Record<string, number>>;
    readonly missing: Readonly<
      Record<string, { readonly count: number; readonly first: readonly unknown[] } | undefined>
    >;
    readonly isWhole: boolean;
    readonly recorderBehind: number;
  };
const gauge = async (what: string) =>
  (await world.metrics.registry.metrics()).match(new RegExp(`reconciliation_missing\\{what="${what}"\\} (\\d+)`))?.[1];

/** What rules would have published for offsets of a partition; with a command, for one that was never sent. */
async function covered(partition: number, from: number, to: number, command?: Command): Promise<void> {
  const message: RunsMessage = {
    source: { topic: world.topics.events, partition },
    ...{ from, to, engine: 'test', revisions: { acme: 1 } },
    stages: command
      ? [
          {
            ...{
              run: command.run,
              workflow: command.workflow,
              event: command.event,
              tenant: 'acme',
              status: 'running',
            },
            ...{ at: AT, offset: from },
            steps: [{ id: 'crm', kind: 'action', status: 'sent', command: command.id }],
            commands: [{ topic: world.topics.commands('http'), key: 'acme|crm.example.com', command }],
          },
        ]
      : [],
  };
  await world.bus.publish([encodeMessage('runs', world.topics.runs, 'any', message, { partition })]);
}

/** As rules does once its account is durable. */
async function rulesCommits(wanted: number): Promise<readonly { partition: number; next: number }[]> {
  const ends: { partition: number; next: number }[] = [];
  const group = await world.bus.consume({
    group: 't.rules',
    topics: [world.topics.events],
    onBatch: async (batch) => {
      const next = (batch.records.at(-1)?.offset ?? 0) + 1;
      await batch.commit(next);
      ends.push({ partition: batch.partition, next });
    },
  });
  await eventually('the commits', () => ends.reduce((sum, { next }) => sum + next, 0) >= wanted);
  await group.stop();
  return ends;
}

it('is for the operator of the installation alone', async () => {
  expect(await world.call('GET /v1/account', { key: acme })).toMatchObject({ status: 403 });
  expect((await world.call('GET /v1/account?from=soon')).status).toBe(400);
});

it('is whole before anything has happened', async () => {
  await eventually('the recorder', async () => (await account()).recorderBehind === 0);
  expect(await account()).toMatchObject({ events: { accepted: 0 }, isWhole: true });
});

describe('an event that rules went past without a word', () => {
  it('is missing until its offset is answered for', async () => {
    const data = { call_uuid: 'c', direction: 'incoming' };
    const event = { specversion: '1.0', id: 'e-1', source: '/pbx', type: 'call.ended', subject: 'c-1', data };
    expect(await world.call('POST /v1/events', { key: acme, body: event })).toMatchObject({ status: 202 });
    // Not yet read by rules: open, and nothing is missing.
    await eventually('the event in the account', async () => (await account()).events['unanswered'] === 1);
    expect((await account()).isWhole).toBe(true);
    const [end] = await rulesCommits(1);
    if (!end) throw new Error('one partition has the event');
    expect(await account()).toMatchObject({
      isWhole: false,
      missing: { events: { count: 1, first: [{ partition: end.partition, from: end.next - 1, to: end.next }] } },
    });
    await keeper.look();
    expect(await gauge('events')).toBe('1');
    await covered(end.partition, end.next - 1, end.next);
    await eventually('the answer', async () => (await account()).isWhole);
    expect((await account()).events).toEqual({ accepted: 1, fired: 0, matchedNothing: 1, unanswered: 0 });
    await keeper.look();
    expect(await gauge('events')).toBe('0');
  });
});

describe('a command that never reached its connector', () => {
  const workflow = { id: randomUUID(), name: 'crm', version: 1 };
  const command: Command = {
    ...{ id: randomUUID(), tenant: 'acme', workflow, run: randomUUID(), step: 'crm', connector: 'http', lane: 'l' },
    event: { id: 'e-2', source: '/pbx', type: 'call.ended', subject: 'c-2', time: AT },
    ...{ params: { note: 'as rendered' }, delivery: 'at_least_once', timeoutMs: 1_000, issuedAt: AT },
    retry: { maxAttempts: 3, initialInterval: 1_000, factor: 1, maxInterval: 1_000, maxElapsed: 1_000 },
    continuation: 'sealed by rules',
  };
  const sent = async () => {
    const records = await world.records(world.topics.commands('http'));
    return records.map((record) => ({ key: record.key?.toString(), decoded: decodeMessage('command', record) }));
  };

  it('is missing, and is sent again exactly as it was planned', async () => {
    await covered(0, 1_000_000, 1_000_001, command);
    await eventually('the silence', async () => (await account()).missing['commands']?.count === 1);
    expect((await account()).missing['commands']?.first).toMatchObject([{ id: command.id, connector: 'http' }]);
    await keeper.look();
    expect(await gauge('commands')).toBe('1');
    expect(await sent()).toEqual([{ key: 'acme|crm.example.com', decoded: { ok: true, value: command } }]);
  });

  it('has time to answer, and is sent again by another gateway only while nobody else sends', async () => {
    await keeper.look();
    expect(await sent()).toHaveLength(1);
    await createAccounts(pool).alone(() => keeperOf().look());
    expect(await sent()).toHaveLength(1);
    await keeperOf().look();
    expect(await sent()).toHaveLength(2);
  });

  it('is missing no more once its end is known, and its run has ended with it', async () => {
    const { id, tenant, workflow, event, run } = command;
    const end = {
      ...{ command: id, seq: 1, redrives: 0, tenant, workflow, connector: 'http', event, run, step: 'crm' },
      ...({ status: 'succeeded', attempt: 1, outcome: 'succeeded', finishedAt: new Date().toISOString() } as const),
    };
    await world.bus.publish([encodeMessage('result', world.topics.results, `acme|${run}`, end)]);
    await eventually('the end', async () => (await account()).isWhole);
    expect(await account()).toMatchObject({ missing: { commands: { count: 0 }, runs: { count: 0 } } });
  });
});

describe('while the recorder is behind', () => {
  it('nobody says that events are missing', async () => {
    await world.stop();
    await covered(1, 5_000_000, 5_000_001);
    const reach = new EventReach(world.bus, world.topics, {
      config: { topicPrefix: 't' },
    } as unknown as ServiceContext);
    expect((await reach.read(0)).behind).toBeGreaterThan(0);
  });
});
