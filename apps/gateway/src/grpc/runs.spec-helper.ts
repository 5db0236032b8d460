import { randomUUID } from 'node:crypto';
import type { Command, EventRef, Result, RunsMessage } from '@hookswitch/domain';
import { encodeMessage, type BusRecord } from '@hookswitch/messaging';
import { eventually } from '@hookswitch/testing';
import type { World } from '../gateway.spec-helper.js';
import type { GrpcCaller } from './grpc.spec-helper.js';

const AT = '2026-11-20T09:16:05.000Z';

/** A run of one action, recorded as rules and a connector would have it recorded. */
export class RecordedRun {
  readonly id = randomUUID();
  private readonly workflow = { id: randomUUID(), name: 'crm', version: 1 };
  private readonly command = randomUUID();
  private readonly event: EventRef;

  constructor(
    private readonly world: World,
    private readonly tenant: string,
    event: string,
  ) {
    this.event = { id: event, source: '/pbx', type: 'call.ended', subject: event, time: AT };
  }

  /** Resolves once its start is in the history, as `client` of the run service finds. */
  static async begun(world: World, tenant: string, event: string, client: GrpcCaller): Promise<RecordedRun> {
    const run = new RecordedRun(world, tenant, event);
    await run.start();
    await eventually(`the run of ${event}`, () => client.call('getRun', { id: run.id }).catch(() => undefined));
    return run;
  }

  /** Rules' account, of the record that the event is in: one action has left. */
  async start({ partition, offset, headers }: Place = { partition: 0, offset: 1_000_000, headers: {} }): Promise<void> {
    const { id: run, workflow, event, tenant } = this;
    const command: Command = {
      ...{ id: this.command, tenant, workflow, run, step: 'crm', connector: 'http', event, lane: 'l' },
      ...{ params: { note: 'rendered' }, delivery: 'at_least_once', timeoutMs: 1_000, issuedAt: AT },
      retry: { maxAttempts: 3, initialInterval: 1_000, factor: 1, maxInterval: 1_000, maxElapsed: 1_000 },
    };
    const message: RunsMessage = {
      source: { topic: this.world.topics.events, partition },
      ...{ from: offset, to: offset + 1, engine: 'test' },
      revisions: { [tenant]: Number(headers.ce_revision?.toString() ?? 1) },
      stages: [
        {
          ...{ run, workflow, event, tenant, status: 'running', at: AT, offset },
          steps: [{ id: 'crm', kind: 'action', status: 'sent', command: this.command }],
          commands: [{ topic: 'c', key: `${tenant}|x`, command }],
        },
      ],
    };
    await this.world.bus.publish([encodeMessage('runs', this.world.topics.runs, '0', message)]);
  }

  /** What a connector says of attempt `seq`. */
  async attempt(seq: number, more: Partial<Result>): Promise<void> {
    const { id: run, workflow, event, tenant, command } = this;
    const result = {
      ...{ command, seq, redrives: 0, tenant, workflow, connector: 'http', event, run, step: 'crm', attempt: seq },
      ...{ finishedAt: new Date(Date.parse(AT) + seq * 1_000).toISOString() },
      ...more,
    };
    await this.world.bus.publish([encodeMessage('result', this.world.topics.results, `${tenant}|${run}`, result)]);
  }
}

type Place = Pick<BusRecord, 'partition' | 'offset' | 'headers'>;

export const RETRY: Partial<Result> = {
  ...{ status: 'waiting', outcome: 'retry' },
  error: { code: 'http_503', message: '"quoted" is busy.', class: 'retry' },
  nextAttemptAt: '2026-11-20T09:17:05.000Z',
};
export const SUCCESS: Partial<Result> = {
  status: 'succeeded',
  outcome: 'succeeded',
  output: { status: 201, list: [1] },
};
