import { randomUUID } from 'node:crypto';
import type { Command, Result, RunsMessage } from '@hookswitch/domain';
import { deadLetter, encodeMessage } from '@hookswitch/messaging';
import { eventually } from '@hookswitch/testing';
import { aWorkflow, field, items, type World } from '../gateway.spec-helper.js';

/** What somebody could ask for by name or id. */
export type Names = Readonly<
  Record<
    | 'tenant'
    | 'workflow'
    | 'workflowName'
    | 'connection'
    | 'connectionName'
    | 'secret'
    | 'key'
    | 'eventType'
    | 'event'
    | 'subject'
    | 'run'
    | 'deadLetter'
    | 'redrive',
    string
  >
>;

/** Well-formed, and of nobody. */
export const NOWHERE: Names = {
  tenant: 'nowhere',
  workflow: '00000000-0000-4000-8000-000000000001',
  workflowName: 'nowhere-flow',
  connection: '00000000-0000-4000-8000-000000000002',
  connectionName: 'nowhere-team',
  secret: 'nowhere_token',
  key: 'nowherenokey',
  eventType: 'nowhere.happened',
  event: 'nowhere-event',
  subject: 'nowhere-call',
  run: '00000000-0000-4000-8000-000000000003',
  deadLetter: '2-999999',
  redrive: '00000000-0000-4000-8000-000000000004',
};

/** In both tenants, with other contents. */
export const SHARED = {
  workflow: 'greeting',
  connection: 'team',
  secret: 'crm_token',
  type: 'parcel.arrived',
  event: 'same',
};

const AT = '2026-11-20T09:16:05.000Z';

/**
 * Gives a tenant one of everything, under names of its own and under those that the other tenant uses too. Everything that is told of it
 * anywhere holds its id, or one of its names.
 */
export class Belongings {
  /** Ids that the tenant did not choose. */
  readonly ids: string[] = [];

  private constructor(
    private readonly world: World,
    readonly tenant: string,
    readonly key: string,
  ) {}

  static async of(world: World, tenant: string, scopes: readonly string[]): Promise<{ own: Belongings; names: Names }> {
    await world.call('POST /v1/tenants', { body: { id: tenant, title: `${tenant} Inc` } });
    const own = new Belongings(world, tenant, await world.key({ tenant, scopes }));
    return { own, names: await own.make() };
  }

  private async make(): Promise<Names> {
    const { tenant } = this;
    const [connectionName, secret, eventType] = [`${tenant}-team`, `${tenant}_token`, `${tenant}.happened`];
    const [event, subject] = [`${tenant}-event`, `${tenant}-call`];
    for (const name of [SHARED.type, eventType]) await this.post('event-types', this.type(name), 'name');
    for (const name of [SHARED.secret, secret]) await this.post('secrets', this.secret(name), 'name');
    await this.post('connections', this.connection(SHARED.connection));
    const connection = await this.post('connections', this.connection(connectionName));
    const flow = (name: string) => aWorkflow(name, { description: `Of ${tenant}` });
    await this.post('workflows', flow(SHARED.workflow));
    const workflow = await this.post('workflows', flow(`${tenant}-flow`));
    const key = await this.post('api-keys', { name: `${tenant}-key`, role: 'viewer' });
    await this.history(SHARED.event, `${tenant}-shared`);
    const run = await this.history(event, subject);
    const names = { tenant, workflow, workflowName: `${tenant}-flow`, connection, connectionName, secret, key };
    const [deadLetter, redrive] = [await this.deadLetter(), await this.redrive()];
    return { ...names, eventType, event, subject, run, deadLetter, redrive };
  }

  private async post(kind: string, body: object, id = 'id'): Promise<string> {
    const reply = await this.world.call(`POST /v1/${kind}`, { key: this.key, body });
    if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
    if (id === 'id') this.ids.push(field(reply, 'id'));
    return field(reply, id);
  }

  private type(name: string): object {
    const dataSchema = { type: 'object', properties: { [`${this.tenant}_field`]: { type: 'string' } } };
    return { name, description: `Of ${this.tenant}`, dataSchema };
  }
  private secret(name: string): object {
    const value = `value-of-${this.tenant}-only`;
    return { name, value, allowedHosts: [`${this.tenant}.example.com`], connectors: ['http'] };
  }
  private connection(name: string): object {
    const secrets = { token: `xoxb-of-${this.tenant}-only` };
    return { name, connector: 'slack', allowedHosts: [`${this.tenant}.example.com`], secrets };
  }

  /** An event with its run, whose one command is dead; returns the run's id. */
  private async history(id: string, subject: string): Promise<string> {
    const { world, tenant } = this;
    const data = { call_uuid: subject, direction: 'incoming', contact: { name: `Jane of ${tenant}` } };
    const event = { specversion: '1.0', id, source: '/pbx', type: 'call.ended', subject, data };
    const sent = await world.call('POST /v1/events', { key: this.key, body: event });
    if (sent.status !== 202) throw new Error(JSON.stringify(sent.body));
    const record = (await world.records(world.topics.events)).find(({ key }) => String(key) === `${tenant}|${subject}`);
    const { partition = 0, offset = 0 } = record ?? {};
    const [run, command, workflow] = [randomUUID(), randomUUID(), randomUUID()];
    this.ids.push(run, command, workflow);
    const ref = { id: workflow, name: `${tenant}-flow`, version: 1 };
    const cause = { id, source: '/pbx', type: 'call.ended', subject, time: AT };
    const planned = commandOf({ id: command, tenant, run, workflow: ref, event: cause });
    const stage = {
      ...{ run, workflow: ref, event: cause, tenant, status: 'running' as const, at: AT, offset },
      steps: [{ id: 'crm', kind: 'action' as const, status: 'sent' as const, command }],
      commands: [{ topic: 'c', key: `${tenant}|x`, command: planned }],
    };
    const revision = Number(record?.headers.ce_revision?.toString());
    const account: RunsMessage = {
      source: { topic: world.topics.events, partition },
      ...{ from: offset, to: offset + 1, revisions: { [tenant]: revision }, engine: 'test', stages: [stage] },
    };
    await world.bus.publish([
      encodeMessage('runs', world.topics.runs, `${partition}`, account),
      encodeMessage('result', world.topics.results, `${tenant}|${run}`, deadResult(planned)),
    ]);
    await eventually('the run', async () => {
      const reply = await world.call(`GET /v1/runs/${run}`, { key: this.key });
      return JSON.stringify(reply.body).includes(`refused by ${tenant}`);
    });
    return run;
  }

  /** Of nothing, so that it is done at once and stays as it is. */
  private async redrive(): Promise<string> {
    const { world, tenant, key } = this;
    const begun = await world.call('POST /v1/dead-letters:redrive', { key, body: { subject: `${tenant}-nothing` } });
    const id = field(begun, 'id');
    this.ids.push(id);
    await eventually(
      'the redrive',
      async () => field(await world.call(`GET /v1/redrives/${id}`, { key }), 'state') === 'done',
    );
    return id;
  }

  private async deadLetter(): Promise<string> {
    const { world, tenant } = this;
    const value = Buffer.from(`{"of":"${tenant}"`);
    const headers = { ce_tenantid: Buffer.from(tenant) };
    const record = { topic: world.topics.events, partition: 0, offset: 99, key: null, value, headers, timestamp: 0 };
    const facts = {
      reason: 'not_json' as const,
      message: `Of ${tenant}.`,
      stage: 'decode',
      service: 'rules',
      at: Date.now(),
    };
    await world.bus.publish([deadLetter(world.topics, record, facts)]);
    const [letter] = await eventually('the dead letter', async () => {
      const list = items(await world.call('GET /v1/dead-letters?kind=message', { key: this.key }));
      return list.length > 0 && list;
    });
    return String(letter?.id);
  }
}

const commandOf = (more: Pick<Command, 'id' | 'tenant' | 'run' | 'workflow' | 'event'>): Command => ({
  ...{ step: 'crm', connector: 'http', params: { note: `for ${more.tenant}` }, lane: 'l', delivery: 'at_least_once' },
  retry: { maxAttempts: 1, initialInterval: 1_000, factor: 1, maxInterval: 1_000, maxElapsed: 1_000 },
  ...{ timeoutMs: 1_000, issuedAt: AT },
  ...more,
});

function deadResult({ id, tenant, workflow, run, step, connector, event }: Command): Result {
  const error = { code: 'http_400', message: `refused by ${tenant}`, class: 'permanent' } as const;
  return {
    ...{ command: id, seq: 1, redrives: 0, tenant, workflow, connector, event, run, step },
    ...{ status: 'dead', reason: 'rejected', attempt: 1, outcome: 'failed', error, startedAt: AT, finishedAt: AT },
  };
}
