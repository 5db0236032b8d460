import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aWorkflow, World } from '../gateway.spec-helper.js';

interface Case {
  readonly name: string;
  readonly document: unknown;
  readonly expect: readonly { readonly code: string; readonly pointer: string }[];
}
const cases = (folder: 'valid' | 'invalid') => {
  const path = join(import.meta.dirname, '../../../../libs/domain/conformance/workflows', folder);
  return readdirSync(path)
    .map((file) => JSON.parse(readFileSync(join(path, file), 'utf8')) as Case)
    .map((one) => [one.name, one] as const);
};

let world: World;
/** As the conformance documents expect it: a few connections and one secret. */
beforeAll(async () => {
  world = await World.create();
  await world.start();
  const connection = (name: string, connector: string, secrets: object, settings: object = {}) =>
    world.call('POST /v1/connections', { body: { name, connector, secrets, settings } });
  expect(await connection('cloudtalk-main', 'sms', { secret: 'account-secret-of-a-test' })).toMatchObject({
    status: 201,
  });
  expect(await connection('team-slack', 'slack', { token: 'xoxb-not-a-real-token' })).toMatchObject({ status: 201 });
  expect(await connection('speech', 'stt', {}, { bucket: 'calls' })).toMatchObject({ status: 201 });
  expect(await connection('deepgram', 'stt', {}, { provider: 'deepgram' })).toMatchObject({ status: 201 });
  const secret = {
    name: 'crm_token',
    value: 'token-of-a-test',
    allowedHosts: ['crm.example.com'],
    connectors: ['http'],
  };
  expect(await world.call('POST /v1/secrets', { body: secret })).toMatchObject({ status: 201 });
});
afterAll(() => world.close());

const sorted = (list: readonly { code: string; pointer: string }[]) =>
  list.map(({ code, pointer }) => `${pointer} ${code}`).sort();

describe('saving', () => {
  it.each(cases('invalid'))('refuses: %s', async (_, { document, expect: expected }) => {
    const body = typeof document === 'string' ? JSON.stringify(document) : document;
    const headers = { 'content-type': 'application/json' };
    const reply = await world.call('POST /v1/workflows', { body, headers });
    expect(reply).toMatchObject({ status: 422, body: { code: 'invalid_document' } });
    expect(sorted((reply.body as { errors: [] }).errors)).toEqual(sorted(expected));
  });

  it.each(cases('valid'))('accepts: %s', async (_, { document }) => {
    const reply = await world.call('POST /v1/workflows:validate', { body: document });
    // References to inline secrets of a workflow that was never saved here are all that may be missing.
    const { errors } = reply.body as { errors: { code: string }[] };
    expect(errors.filter(({ code }) => code !== 'unknown_secret')).toEqual([]);
  });

  it.each([
    [
      'a client that chooses the id',
      { ...aWorkflow('w'), id: 'x', tenantId: 'b', version: 7 },
      ['/id', '/tenantId', '/version'],
    ],
    [
      'a pattern that is none',
      step({ field: 'event.properties.direction', operator: 'matches', value: '(' }),
      ['/spec/steps/0/condition/value'],
    ],
    [
      'a look-ahead',
      step({ field: 'event.properties.direction', operator: 'matches', value: '(?=a)' }),
      ['/spec/steps/0/condition/value'],
    ],
    [
      'a pattern of 10,000 characters',
      step({ field: 'event.properties.direction', operator: 'matches', value: 'a'.repeat(10_000) }),
      ['/spec/steps/0/condition/value'],
    ],
    [
      '201 leaves',
      step({ all: Array(201).fill({ field: 'event.properties.direction', operator: 'is_set' }) }),
      ['/spec/steps/0/condition'],
    ],
    ['conditions 11 deep', step(nested(11)), [expect.stringContaining('/spec/steps/0/condition') as unknown as string]],
    ['a filter that does not exist', text('{{event.subject | shout}}'), ['/spec/steps/0/params/text']],
    ['a secret in a text', text('{{secrets.crm_token}}'), ['/spec/steps/0/params/text']],
    ['all secrets', text('{{secrets}}'), ['/spec/steps/0/params/text']],
    [
      'a secret in a condition',
      step({ field: 'secrets.crm_token', operator: 'is_set' }),
      ['/spec/steps/0/condition/field'],
    ],
    ['a number instead of a document', 7, ['']],
    ['a list instead of a document', [], ['']],
  ])('refuses %s', async (_, body, pointers) => {
    const reply = await world.call('POST /v1/workflows', {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
    expect(reply).toMatchObject({ status: 422, body: { code: 'invalid_document' } });
    expect((reply.body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer)).toEqual(pointers);
  });

  it('warns of a path that no event has, and saves', async () => {
    const steps = [
      {
        id: 'crm',
        action: 'http',
        params: { endpoint: 'https://crm.example.com/{{event.properties.nonsense}}', method: 'GET' },
      },
    ];
    const reply = await world.call('POST /v1/workflows', { body: aWorkflow('warned', { steps }) });
    expect(reply).toMatchObject({ status: 201, body: { warnings: [{ pointer: '/spec/steps/0/params/endpoint' }] } });
  });
});

function step(condition: unknown) {
  return aWorkflow('w', { steps: [{ id: 'gate', condition }, ...aWorkflow('w').spec.steps] });
}
function text(words: string) {
  const params = { channel: 'C1', text: words };
  return aWorkflow('w', { steps: [{ id: 'tell', action: 'slack', connection: 'team-slack', params }] });
}
function nested(depth: number): unknown {
  const leaf = { field: 'event.properties.direction', operator: 'is_set' };
  return Array.from({ length: depth }).reduce<unknown>((inner) => ({ not: inner }), leaf);
}
