import { randomUUID } from 'node:crypto';
import type { Command, Result, RunsMessage } from '@hookswitch/domain';
import { deadLetter, encodeMessage, type BusRecord } from '@hookswitch/messaging';
import { eventually } from '@hookswitch/testing';
import { items, type World } from '../gateway.spec-helper.js';

const AT = Date.parse('2026-11-20T09:16:05.000Z');

/** A run whose one command ended dead, as rules and a connector would have it recorded. */
export class DeadRun {
  readonly run = randomUUID();
  readonly command = randomUUID();
  readonly workflow = { id: randomUUID(), name: 'crm', version: 1 };
  private readonly event;
  private seq = 0;

  constructor(
    private readonly world: World,
    readonly tenant: string,
    readonly subject: string,
  ) {
    this.event = { id: `evt-${subject}`, source: '/pbx', type: 'call.ended', subject, time: iso(0) };
  }

  async record(): Promise<this> {
    const { world, run, workflow, event, tenant } = this;
    const command: Command = {
      ...{ id: this.command, tenant, workflow, run, step: 'crm', connector: 'http', event, lane: 'l' },
      ...{ params: { note: 'rendered' }, delivery: 'at_least_once', timeoutMs: 1_000, issuedAt: iso(0) },
      retry: { maxAttempts: 3, initialInterval: 1_000, factor: 1, maxInterval: 1_000, maxElapsed: 1_000 },
    };
    const message: RunsMessage = {
      source: { topic: world.topics.events, partition: 0 },
      ...{ from: 1_000_000, to: 1_000_001, engine: 'test', revisions: { [tenant]: 1 } },
      stages: [
        {
          ...{ run, workflow, event, tenant, status: 'running', at: iso(0), offset: 1_000_000 },
          steps: [{ id: 'crm', kind: 'action', status: 'sent', command: this.command }],
          commands: [{ topic: 'c', key: `${tenant}|x`, command }],
        },
      ],
    };
    await world.bus.publish([encodeMessage('runs', world.topics.runs, '0', message)]);
    await this.attempt({ status: 'waiting', outcome: 'retry' });
    await this.dies(0);
    return this;
  }

  /** After so many redrives. */
  dies(redrives: number): Promise<void> {
    return this.attempt({ status: 'dead', reason: 'exhausted', outcome: 'retry', redrives });
  }

  async attempt(more: Partial<Result>): Promise<void> {
    const { world, run, workflow, event, tenant, command } = this;
    this.seq += 1;
    const result: Result = {
      ...{ command, seq: this.seq, redrives: 0, tenant, workflow, connector: 'http', event, run, step: 'crm' },
      ...{ attempt: this.seq, finishedAt: iso(this.seq) },
      error: { code: 'http_503', message: '"quoted" is busy.', class: 'retry' },
      ...more,
    };
    await world.bus.publish([encodeMessage('result', world.topics.results, `${tenant}|${run}`, result)]);
  }
}

const iso = (seconds: number): string => new Date(AT + seconds * 1_000).toISOString();

/** A record that rules could not read; resolves with the id of its dead letter. */
export async function deadMessage(
  world: World,
  key: string,
  tenant: string,
  more: Partial<BusRecord> = {},
): Promise<string> {
  const value = Buffer.from(`{"of":"${tenant}"`);
  const raw = Buffer.from([0xff, 0xfe]);
  const record: BusRecord = {
    ...{ topic: world.topics.events, partition: 2, offset: 99, key: Buffer.from('odd'), value, timestamp: 0 },
    headers: { ce_tenantid: Buffer.from(tenant), raw },
    ...more,
  };
  const facts = { reason: 'not_json', message: `Of ${tenant}.`, stage: 'decode', service: 'rules', at: AT } as const;
  const [place] = await world.bus.publish([deadLetter(world.topics, record, facts)]);
  const id = `${place?.partition}-${place?.offset}`;
  await eventually(
    'the dead letter',
    async () => (await world.call(`GET /v1/dead-letters/${id}`, { key })).status === 200,
  );
  return id;
}

/** Resolves once so many are listed, with their ids. */
export const listed = (world: World, key: string, count: number, query = ''): Promise<readonly unknown[]> =>
  eventually(`${count} dead letters ${query}`, async () => {
    const found = items(await world.call(`GET /v1/dead-letters${query}`, { key })).map(({ id }) => id);
    return found.length === count && found;
  });
