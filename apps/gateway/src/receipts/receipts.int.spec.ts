import { request } from 'node:http';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ReceiptMessage } from '@hookswitch/domain';
import { decodeMessage } from '@hookswitch/messaging';
import { generateKeyRing, KeyRing, ReceiptUrls } from '@hookswitch/platform';
import { eventually } from '@hookswitch/testing';
import { gone } from '../bus.spec-helper.js';
import { World } from '../gateway.spec-helper.js';

const CONNECTION = '11111111-1111-4111-8111-111111111111';
const COMMAND = '22222222-2222-5222-8222-222222222222';
const command = {
  id: COMMAND,
  tenant: 'acme',
  hopcount: 2,
  event: { id: 'e', source: '/s', type: 'call.ended', subject: 'call-1', time: '2026-11-20T09:14:03Z' },
};
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

let world: World;
let isAway = false;
beforeAll(async () => {
  world = await World.create();
  await world.start({ bus: gone(world.bus, () => isAway), awaitManifests: false });
  await announce(world.ring);
  // Known once a token of the connector opens the door.
  await eventually('the keys', async () => (await post(urlOf(), 'first=1', FORM)).status === 202);
});
afterAll(() => world.close());

const announce = (ring: KeyRing) =>
  world.announce((manifest) =>
    manifest.type === 'sms'
      ? { ...manifest, receiptKeys: new ReceiptUrls(ring, 'sms', undefined).publicKeys() }
      : manifest,
  );
const urlOf = (ring = world.ring, type = 'sms') =>
  (new ReceiptUrls(ring, type, 'https://hooks.example.com').urlFor(command, 'twilio', CONNECTION) ?? '').replace(
    'https://hooks.example.com',
    '',
  );
const post = (target: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
  world.call(`POST ${target}`, { key: undefined, body, headers });
async function taken(): Promise<readonly ReceiptMessage[]> {
  const records = await world.records(world.topics.control('sms'));
  return records.flatMap((record) => {
    const message = decodeMessage('control', record);
    return message.ok && message.value.kind === 'receipt' ? [message.value] : [];
  });
}
const last = async () => (await taken()).at(-1);

it('keeps what came, byte for byte, with what signatures need and nothing else', async () => {
  const body = 'MessageStatus=delivered&To=%2b12025550142&odd=%FF%00&%zz';
  const reply = await post(urlOf(), body, {
    ...FORM,
    'X-Twilio-Signature': 'abc=',
    Cookie: 'session=1',
    'X-Other': 'x',
  });
  expect([reply.status, reply.body]).toEqual([202, undefined]);
  const message = await last();
  expect(message).toMatchObject({
    tenant: 'acme',
    provider: 'twilio',
    connection: CONNECTION,
    sent: { command: COMMAND, subject: 'call-1', hopcount: 2 },
    method: 'POST',
    target: urlOf(),
    headers: { ...FORM, 'x-twilio-signature': 'abc=' },
  });
  expect(Object.keys(message?.headers ?? {}).sort()).toEqual(['content-type', 'x-twilio-signature']);
  expect(Buffer.from(message?.body ?? '', 'base64').toString()).toBe(body);
});

it('takes JSON as it stands, and queries, whatever they are named', async () => {
  const json = '{ "b" : 1, "a":"\\u00e9", "a": 2 }';
  expect((await post(urlOf(), json, { 'content-type': 'application/json' })).status).toBe(202);
  expect(Buffer.from((await last())?.body ?? '', 'base64').toString()).toBe(json);
  const target = `${urlOf()}&status=delivered&api-key=abcd&x=%2B1`;
  expect((await world.call(`GET ${target}`, { key: undefined })).status).toBe(202);
  expect(await last()).toMatchObject({ method: 'GET', target, body: '' });
});

it('answers everything that no connector asked for alike, and keeps nothing of it', async () => {
  const before = (await taken()).length;
  const stranger = KeyRing.parse(await generateKeyRing());
  const refused = [
    urlOf().replace(/t=.*/, 't='),
    urlOf().replace(/\?t=.*/, ''),
    `${urlOf()}x`,
    `${urlOf()}&t=again`,
    urlOf(stranger),
    urlOf(world.ring, 'slack'),
    urlOf().replace('/twilio/', '/plivo/'),
    urlOf().replace(CONNECTION, COMMAND),
    '/v1/receipts/nobody/nowhere?t=a.b',
  ];
  const replies = await Promise.all(refused.map((target) => post(target, 'a=1', FORM)));
  const [first] = replies;
  expect(first).toMatchObject({ status: 404, body: { code: 'not_found' } });
  for (const reply of replies) expect([reply.status, reply.body]).toEqual([404, first?.body]);
  expect((await taken()).length).toBe(before);
  expect(await world.metrics.render()).toMatch(/hookswitch_receipts_taken_total\{outcome="forged"\} [1-9]/);
});

it('refuses bodies that are too large, and media types that no provider sends', async () => {
  const before = (await taken()).length;
  expect((await post(urlOf(), 'x'.repeat(65 * 1024), FORM)).status).toBe(413);
  expect((await post(urlOf(), 'x'.repeat(2 * 1024 * 1024), FORM)).status).toBe(413);
  expect((await post(urlOf(), '<a/>', { 'content-type': 'text/xml' })).status).toBe(415);
  expect((await world.call(`PUT ${urlOf()}`, { key: undefined })).status).toBe(405);
  expect((await taken()).length).toBe(before);
});

it('still reads no forms elsewhere', async () => {
  const reply = await world.call('POST /v1/workflows', { body: 'a=1', headers: FORM });
  expect(reply).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
});

it('takes no more than a message can have receipts', async () => {
  const other = { ...command, id: '33333333-3333-5333-8333-333333333333' };
  const url = (
    new ReceiptUrls(world.ring, 'sms', 'https://x.example').urlFor(other, 'twilio', CONNECTION) ?? ''
  ).replace('https://x.example', '');
  const replies = await Promise.all(Array.from({ length: 62 }, () => post(url, 'a=1', FORM)));
  const limited = replies.filter(({ status }) => status === 429);
  expect(replies.filter(({ status }) => status === 202)).toHaveLength(60);
  expect(limited.map(({ body }) => (body as { code: string }).code)).toEqual(['rate_limited', 'rate_limited']);
  expect(Number(limited[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
});

it('asks to be told again while the bus is away', async () => {
  const before = (await taken()).length;
  isAway = true;
  const reply = await post(urlOf(), 'a=1', FORM);
  isAway = false;
  expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '5']);
  expect((await taken()).length).toBe(before);
});

it('takes a receipt without a body', async () => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const call = request(`${world.url}${urlOf()}`, { method: 'POST' }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    call.on('error', reject).end();
  });
  expect(status).toBe(202);
});

it('reads the keys of a connector that announces new ones', async () => {
  const next = KeyRing.parse(await generateKeyRing());
  expect((await post(urlOf(next), 'a=1', FORM)).status).toBe(404);
  await announce(next);
  await eventually('the new key', async () => (await post(urlOf(next), 'a=1', FORM)).status === 202);
});
