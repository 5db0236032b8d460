import { expect } from '@jest/globals';
import { callEnded } from '../harness/events.js';
import { publish } from '../harness/intakes.js';
import { endedRun } from '../harness/runs.js';
import type { Scenario } from '../harness/scenario.js';
import { document, saveAll, crmStep } from '../harness/workflows.js';

type Headers = Readonly<Record<string, string>>;

/** What is sent, and what must come back: status, code, and where a document is wrong the pointers. */
interface BadRequest {
  readonly what: string;
  readonly body: unknown;
  readonly headers?: Headers;
  readonly status: number;
  readonly code: string;
  readonly errors?: readonly (readonly [pointer: string, code: string])[];
}

const type = (contentType: string): Headers => ({ 'content-type': contentType });
const good = callEnded('bad');
const nested = (levels: number): object => (levels === 0 ? {} : { a: nested(levels - 1) });
const KIB = 1_024;

export const BAD_EVENTS: readonly BadRequest[] = [
  { what: 'malformed JSON', body: '{"id": ', status: 400, code: 'malformed_json' },
  { what: 'no JSON at all', body: 'hello', status: 400, code: 'malformed_json' },
  { what: 'bytes that are no UTF-8', body: Uint8Array.of(0x22, 0xff, 0x22), status: 400, code: 'malformed_request' },
  { what: 'a list outside a batch', body: [good], status: 422, code: 'invalid_event' },
  {
    what: 'another content type',
    body: '<event/>',
    headers: type('application/xml'),
    status: 415,
    code: 'unsupported_media_type',
  },
  {
    what: 'another encoding',
    body: good,
    headers: { 'content-encoding': 'br' },
    status: 415,
    code: 'unsupported_media_type',
  },
  {
    what: 'an unknown type',
    body: { ...good, type: 'call.exploded' },
    ...{ status: 422, code: 'invalid_event', errors: [['/type', 'unknown_type']] },
  },
  {
    what: 'no id and no source',
    body: { ...good, id: undefined, source: undefined },
    ...{
      status: 422,
      code: 'invalid_event',
      errors: [
        ['/id', 'required'],
        ['/source', 'required'],
      ],
    },
  },
  {
    what: 'another version of CloudEvents',
    body: { ...good, specversion: '0.3' },
    ...{ status: 422, code: 'invalid_event', errors: [['/specversion', 'unsupported_version']] },
  },
  {
    what: 'a time that is none',
    body: { ...good, time: 'yesterday' },
    ...{ status: 422, code: 'invalid_event', errors: [['/time', 'invalid_time']] },
  },
  {
    what: 'data that does not fit its type',
    body: { ...good, data: { ...good.data, direction: 'sideways' } },
    ...{ status: 422, code: 'invalid_event', errors: [['/data/direction', 'enum']] },
  },
  {
    what: 'data that is no object',
    body: { ...good, data: 7 },
    ...{ status: 422, code: 'invalid_event', errors: [['/data', 'invalid_type']] },
  },
  {
    what: "another tenant's name",
    body: { ...good, tenantid: 'default' },
    ...{ status: 422, code: 'invalid_event', errors: [['/tenantid', 'tenant_mismatch']] },
  },
  {
    what: 'data of 256 KiB and more',
    body: callEnded('bad', { notes: [{ note: 'x'.repeat(256 * KIB) }] }),
    ...{ status: 413, code: 'payload_too_large', errors: [['/data', 'payload_too_large']] },
  },
  { what: 'a body over the limit', body: `{"a":"${'x'.repeat(1_100 * KIB)}"}`, status: 413, code: 'payload_too_large' },
  {
    what: 'a key that reaches prototypes',
    body: '{"data":{"__proto__":{"admin":true}}}',
    status: 400,
    code: 'forbidden_key',
    errors: [['/data/__proto__', 'forbidden_key']],
  },
  {
    what: 'nesting without end',
    body: JSON.stringify({ ...good, data: nested(40) }),
    status: 422,
    code: 'invalid_event',
  },
  {
    what: 'a batch that is no list',
    body: good,
    headers: type('application/cloudevents-batch+json'),
    ...{ status: 422, code: 'invalid_document', errors: [['', 'wrong_type']] },
  },
  {
    what: 'an empty batch',
    body: [],
    headers: type('application/cloudevents-batch+json'),
    ...{ status: 422, code: 'invalid_document', errors: [['', 'empty_batch']] },
  },
  {
    what: 'a header that is no UTF-8',
    body: good.data,
    headers: { 'ce-id': '1', 'ce-source': '/x', 'ce-type': 'call.ended', 'ce-specversion': '1.0', 'ce-subject': '%ff' },
    ...{ status: 400, code: 'invalid_header' },
  },
];

const BAD_DOCUMENTS: readonly BadRequest[] = [
  { what: 'broken YAML', body: 'a: [1', headers: type('application/yaml'), status: 400, code: 'malformed_yaml' },
  { what: 'broken JSON', body: '{', status: 400, code: 'malformed_json' },
  { what: 'a YAML alias bomb', body: bomb(), headers: type('application/yaml'), status: 400, code: 'malformed_yaml' },
  { what: 'plain text', body: 'x', headers: type('text/plain'), status: 415, code: 'unsupported_media_type' },
  { what: 'a number', body: '7', status: 422, code: 'invalid_document', errors: [['', 'wrong_type']] },
];

function bomb(): string {
  const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh'].map((pair) => [pair[0], pair[1]]))
    lines.push(`${to ?? ''}: &${to ?? ''} [${Array.from({ length: 9 }, () => `*${from ?? ''}`).join(', ')}]`);
  return lines.join('\n');
}

export const badRequests: readonly Scenario[] = [
  {
    name: 'events that cannot be taken are refused with code and pointer, and the next one is taken',
    async run(world) {
      await expectRefused(world, '/v1/events', BAD_EVENTS);
      await saveAll(
        world,
        document('good', ['call.ended'], [crmStep(world.stack, 'crm', { name: '{{event.properties.mark}}' })]),
      );
      await publish(world, callEnded('good', { mark: world.tenant.id }));
      expect((await endedRun(world.tenant, 'good')).status).toBe('succeeded');
      expect(await world.tenant.api.all('/v1/runs?event=bad')).toEqual([]);
    },
  },
  {
    name: 'of a batch with a bad event all others are taken',
    async run({ tenant }) {
      const batch = Array.from({ length: 50 }, (_, n) =>
        n === 20 ? { ...good, id: 'n-20', type: 'nonsense' } : callEnded(`n-${n}`),
      );
      const { outcomes } = await tenant.api.must<{ outcomes: readonly object[] }>(
        'POST',
        '/v1/events',
        batch,
        type('application/cloudevents-batch+json'),
      );
      expect(outcomes[20]).toMatchObject({
        id: 'n-20',
        status: 'rejected',
        problems: [{ pointer: '/type', code: 'unknown_type' }],
      });
      expect(outcomes.filter((outcome) => 'status' in outcome && outcome.status === 'accepted')).toHaveLength(49);
    },
  },
  {
    name: 'bodies that are no workflow documents are refused with code and pointer',
    run: (world) => expectRefused(world, '/v1/workflows', BAD_DOCUMENTS),
  },
];

async function expectRefused(
  { tenant }: Parameters<Scenario['run']>[0],
  path: string,
  requests: readonly BadRequest[],
): Promise<void> {
  for (const { what, body, headers = {}, status, code, errors } of requests) {
    const answer = await tenant.api.send('POST', path, body, headers);
    const found = answer.body.errors?.map(({ pointer, code: each }) => [pointer, each]);
    expect([what, answer.status, answer.body.code, ...(errors ? [found] : [])]).toEqual([
      what,
      status,
      code,
      ...(errors ? [errors] : []),
    ]);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  }
}
