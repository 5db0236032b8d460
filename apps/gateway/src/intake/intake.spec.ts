import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { eventType, topicNames, type EventType, type JsonObject } from '@hookswitch/domain';
import { decodeEvent, MessagingError, type EventBus, type OutgoingRecord } from '@hookswitch/messaging';
import { createEngines, Metrics, noTracing, type LogFields, type Logger } from '@hookswitch/platform';
import { SchemaChecker } from '../core/schema-checker.js';
import { Intake } from './intake.js';

let published: OutgoingRecord[];
let failure: MessagingError | undefined;
let hangs: boolean;
let revision: number | undefined;
let quotas: Readonly<Record<'eventsPerSecond' | 'eventBurst' | 'eventBytes', number>>;
let ownTypes: readonly EventType[];
/** What another gateway has stored, and a read finds. */
let storedTypes: readonly EventType[] | undefined;
let databaseFails: boolean;
let lines: [string, LogFields][];
let warnings: [string, LogFields][];
const log = {
  warn: (message: string, fields: LogFields) => warnings.push([message, fields]),
  debug: (message: string, fields: LogFields) => lines.push([message, fields]),
} as unknown as Logger;
let metrics: Metrics;

const intake = () =>
  new Intake({
    bus: {
      publish(records: readonly OutgoingRecord[]) {
        if (hangs) return new Promise(() => undefined);
        if (failure) return Promise.reject(failure);
        published.push(...records);
        return Promise.resolve(records.map((_record, offset) => ({ topic: 'events', partition: 0, offset })));
      },
    } as unknown as EventBus,
    topics: topicNames(),
    schemas: new SchemaChecker(createEngines()),
    tenants: {
      eventTypes: () => ownTypes,
      revision: () => revision,
      quotas: () => quotas,
      refresh: () => {
        if (databaseFails) return Promise.reject(new Error('no database'));
        ownTypes = storedTypes ?? ownTypes;
        return Promise.resolve();
      },
    },
    metrics,
    log,
    tracing: noTracing,
    now: () => Date.parse('2026-11-20T09:16:04.120Z'),
    elapsed: () => 0,
  });

const event = (more: JsonObject = {}): JsonObject => ({
  specversion: '1.0',
  id: 'evt-1',
  source: '/pbx',
  type: 'call.ended',
  data: { call_uuid: 'call-1', direction: 'incoming' },
  ...more,
});
const decoded = ({ key, value, headers }: OutgoingRecord) =>
  decodeEvent(
    {
      ...{ topic: 'events', partition: 0, offset: 0, timestamp: 0 },
      key: key === null ? null : Buffer.from(key),
      value: value === null ? null : Buffer.from(value),
      headers: Object.fromEntries(Object.entries(headers ?? {}).map(([name, text]) => [name, Buffer.from(text)])),
    },
    { tenant: 'header' },
  );

beforeEach(() => {
  [published, failure, revision, ownTypes, hangs] = [[], undefined, undefined, [], false];
  [lines, metrics, storedTypes, databaseFails] = [[], new Metrics(), undefined, false];
  warnings = [];
  quotas = { eventsPerSecond: 100, eventBurst: 100, eventBytes: 262_144 };
});

it('accepts an event under the tenant of the key, with subject, time and the revision that rules is to wait for', async () => {
  revision = 7;
  expect(await intake().take('acme', [event({ revision: 999 })])).toEqual([
    { id: 'evt-1', source: '/pbx', status: 'accepted' },
  ]);
  expect(decoded(published[0]!)).toMatchObject({
    ok: true,
    value: { tenant: 'acme', subject: 'call-1', time: '2026-11-20T09:16:04.120Z', revision: 7 },
  });
  expect(published[0]?.key).toBe('acme|call-1');
});

it('counts outcomes by built-in types alone, since a tenant may have any number of its own', async () => {
  ownTypes = [{ ...eventType('call.ended'), name: 'crm.deal_won', dataSchema: {} } as EventType];
  await intake().take('acme', [event(), event({ type: 'crm.deal_won' }), event({ type: 'call.exploded' }), 7]);
  const text = await metrics.render();
  expect(text.match(/^hookswitch_events_total\{.*$/gm)).toEqual([
    'hookswitch_events_total{outcome="accepted",type="call.ended"} 1',
    'hookswitch_events_total{outcome="accepted",type="custom"} 1',
    'hookswitch_events_total{outcome="rejected",type="unknown"} 2',
  ]);
});

it('takes a request whole or not at all where the tenant sends too much, and of a stream what there is room for', async () => {
  quotas = { ...quotas, eventsPerSecond: 1, eventBurst: 3 };
  const sent = intake();
  const [a, b, c] = ['a', 'b', 'c'].map((id) => event({ id }));
  expect(await sent.take('acme', [a!, b!])).toMatchObject([{ status: 'accepted' }, { status: 'accepted' }]);
  const refusal = {
    waitMs: 1_000,
    message: expect.stringContaining('"eventsPerSecond" is 1 and "eventBurst" 3') as unknown,
  };
  expect(await sent.take('acme', [b!, c!])).toEqual([
    { id: 'b', source: '/pbx', status: 'unavailable', refusal },
    { id: 'c', source: '/pbx', status: 'unavailable', refusal },
  ]);
  expect(await sent.takeSome('acme', [b!, c!, 7])).toEqual([
    { id: 'b', source: '/pbx', status: 'accepted' },
    { id: 'c', source: '/pbx', status: 'unavailable', refusal },
    { status: 'unavailable', refusal },
  ]);
  expect(await sent.takeSome('acme', [c!])).toMatchObject([{ status: 'unavailable' }]);
  expect(await sent.take('globex', [c!])).toMatchObject([{ status: 'accepted' }]);
  expect(published.map(({ key }) => key)).toEqual(['acme|call-1', 'acme|call-1', 'acme|call-1', 'globex|call-1']);
  expect(await metrics.render()).toContain('hookswitch_events_total{outcome="limited",type="unknown"} 5');
  expect(warnings).toEqual([['a tenant sends more events than its quotas allow', { tenant: 'acme' }]]);
});

it('refuses data that is longer than the tenant’s events may be', async () => {
  quotas = { ...quotas, eventBytes: 60 };
  const data = { call_uuid: 'call-1', direction: 'incoming', external_number: '+12025550142' };
  const [short, long] = await intake().take('acme', [event(), event({ data })]);
  expect(short).toMatchObject({ status: 'accepted' });
  expect(long).toMatchObject({
    status: 'rejected',
    problems: [
      { pointer: '/data', code: 'payload_too_large', message: expect.stringContaining('"eventBytes"') as unknown },
    ],
  });
});

const dealWon = { ...eventType('call.ended'), name: 'crm.deal_won', dataSchema: { required: ['amount'] } } as EventType;

it('takes an event of a type that another gateway was told of a moment ago, and checks it by its schema', async () => {
  storedTypes = [dealWon];
  const outcomes = await intake().take('acme', [
    event({ type: 'crm.deal_won', data: { call_uuid: 'c', amount: 7 } }),
    event({ id: 'evt-2', type: 'crm.deal_won' }),
    event({ id: 'evt-3', type: 'crm.deal_lost' }),
  ]);
  expect(outcomes).toMatchObject([
    { status: 'accepted' },
    { status: 'rejected', problems: [{ pointer: '/data/amount' }] },
    { status: 'rejected', problems: [{ code: 'unknown_type' }] },
  ]);
});

it('refuses no event for its type while it cannot be found out whether there is one, and takes those of the others', async () => {
  databaseFails = true;
  const outcomes = await intake().take('acme', [event({ type: 'crm.deal_won' }), event({ id: 'evt-2' })]);
  expect(outcomes).toMatchObject([{ id: 'evt-1', status: 'unavailable' }, { status: 'accepted' }]);
  expect(published).toHaveLength(1);
});

it('logs whose event it was and what became of it, and nothing of what is in it', async () => {
  await intake().take('acme', [event()]);
  const fields = { tenant: 'acme', event: 'evt-1', source: '/pbx', eventType: 'call.ended', outcome: 'accepted' };
  expect(lines).toEqual([['took an event', fields]]);
});

it('carries the trace of the request on, but not over that of the event', async () => {
  const [mine, theirs] = [
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    '00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-00f067aa0ba902b7-01',
  ];
  await intake().take('acme', [event(), event({ traceparent: mine })], theirs);
  expect(published.map((record) => decoded(record))).toMatchObject([
    { value: { traceparent: theirs } },
    { value: { traceparent: mine } },
  ]);
});

it('rejects each bad event with its place and takes the rest', async () => {
  const outcomes = await intake().take('acme', [
    event(),
    'text',
    event({ id: '' }),
    event({ type: 'call.exploded' }),
    event({ tenantid: 'other' }),
    event({ data: { call_uuid: 'call-1', direction: 'sideways' } }),
    event({ id: 'evt-2' }),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual([
    'accepted',
    ...Array.from({ length: 5 }, () => 'rejected'),
    'accepted',
  ]);
  const pointers = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.problems[0]?.pointer] : []));
  expect(pointers).toEqual(['', '/id', '/type', '/tenantid', '/data/direction']);
  expect(published).toHaveLength(2);
});

it('knows the own types of a tenant, with their schemas', async () => {
  const dataSchema = { type: 'object', properties: { mood: { enum: ['good'] } }, required: ['mood'] };
  ownTypes = [
    {
      name: 'acme.mood',
      object: 'acme',
      action: 'mood',
      aliases: ['acme.temper'],
      description: '',
      dataSchema,
      fields: [],
      samples: [],
    },
  ];
  const outcomes = await intake().take('acme', [
    event({ type: 'acme.mood', data: { mood: 'good' } }),
    event({ type: 'acme.mood', data: {} }),
    event({ type: 'acme.temper', data: { mood: 'good' } }),
  ]);
  expect(outcomes).toMatchObject([
    { status: 'accepted' },
    { status: 'rejected', problems: [{ pointer: '/data/mood' }] },
    { status: 'accepted' },
  ]);
});

it.each(['unavailable', 'timeout'] as const)(
  'says unavailable when the bus answers %s, and still what was rejected',
  async (code) => {
    failure = new MessagingError(code, 'no broker');
    expect(await intake().take('acme', [event(), 1])).toMatchObject([
      { status: 'unavailable' },
      { status: 'rejected' },
    ]);
  },
);

afterEach(() => void jest.useRealTimers());

it('says unavailable after 5 s without an acknowledgement', async () => {
  jest.useFakeTimers();
  hangs = true;
  const outcomes = intake().take('acme', [event()]);
  await jest.advanceTimersByTimeAsync(5_000);
  expect(await outcomes).toMatchObject([{ status: 'unavailable' }]);
});
