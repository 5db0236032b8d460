import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import { World } from '../gateway.spec-helper.js';

const DATA = { call_uuid: 'c', direction: 'incoming' };
const MIB = 1_024 * 1_024;

let world: World;
let port: number;
beforeAll(async () => {
  world = await World.create();
  await world.start({ awaitManifests: false });
  port = Number(new URL(world.url).port);
});
afterAll(() => world.close());

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** A request of which nothing but the head is sent, and what comes back. */
async function head(target: string, headers: Readonly<Record<string, string | number>>) {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  await once(socket, 'connect');
  const answer = { text: '', socket };
  socket.on('data', (chunk) => (answer.text += chunk.toString()));
  socket.on('error', () => undefined);
  const lines = Object.entries({ host: 'x', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`${target} HTTP/1.1\r\n${lines.join('')}\r\n`);
  return answer;
}

const answered = (answer: { readonly text: string }) => eventually('an answer', () => answer.text.includes('\r\n\r\n'));
const batchOf = (key: string) => ({
  authorization: `Bearer ${key}`,
  'content-type': 'application/cloudevents-batch+json',
  'content-length': 8 * MIB,
});

describe('before anything of a body is read', () => {
  it.each([
    ['a key that is wrong', 'POST /v1/events', { authorization: 'Bearer hks_no' }, '401'],
    ['no key', 'POST /v1/events', {}, '401'],
    ['a path that does not exist', 'POST /v1/nothing', {}, '404'],
    ['a path that has another method', 'PUT /v1/events', {}, '405'],
  ])('%s is answered', async (_, target, headers, status) => {
    const answer = await head(target, { ...batchOf(''), authorization: '', ...headers });
    await answered(answer);
    expect(answer.text).toMatch(new RegExp(String.raw`^HTTP/1\.1 ${status} `));
  });

  it('a batch of events that is sent elsewhere is too large, and so is a receipt of more than 64 KiB', async () => {
    for (const [target, bytes] of [
      ['POST /v1/workflows:validate', MIB + 1],
      ['POST /v1/receipts/twilio/c?t=x', 64 * 1_024 + 1],
    ] as const) {
      const answer = await head(target, { ...batchOf(world.admin), 'content-length': bytes });
      await answered(answer);
      expect(answer.text).toMatch(/^HTTP\/1\.1 413 /);
    }
  });
});

it('a tenant that has too many bodies under way is told to come again, and others are served', async () => {
  const [greedy, modest] = [
    await world.tenant('greedy', ['events:write']),
    await world.tenant('modest', ['events:write']),
  ];
  const refused = await eventually(
    'a refusal',
    async () => {
      const answer = await head('POST /v1/events', batchOf(greedy));
      await Promise.race([once(answer.socket, 'data'), new Promise((resolve) => setTimeout(resolve, 20))]);
      return answer.text === '' ? undefined : answer.text;
    },
    { everyMs: 0 },
  );
  expect(refused).toMatch(/^HTTP\/1\.1 503 /);
  expect(refused.toLowerCase()).toContain('retry-after: 1');
  const event = { specversion: '1.0', id: 'e', source: '/pbx', type: 'call.ended', data: DATA };
  const post = (key: string) =>
    world.call('POST /v1/events', { key, body: event, headers: { 'content-type': 'application/cloudevents+json' } });
  expect((await post(modest)).status).toBe(202);
  // Bodies that never came are let go of.
  for (const socket of sockets.splice(0)) socket.destroy();
  await eventually('room', async () => (await post(greedy)).status === 202);
});

it('counts what a compressed body inflates to, and answers like one that is not', async () => {
  const event = {
    specversion: '1.0',
    id: 'z',
    source: '/pbx',
    type: 'call.ended',
    data: { ...DATA, note: 'x'.repeat(100_000) },
  };
  const answer = await fetch(`${world.url}/v1/events`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${world.admin}`,
      'content-type': 'application/cloudevents+json',
      'content-encoding': 'gzip',
    },
    body: gzipSync(JSON.stringify(event)),
  });
  expect(answer.status).toBe(202);
});

it('takes a batch of more than a megabyte', async () => {
  const event = (id: string) => ({
    ...{ specversion: '1.0', id, source: '/pbx', type: 'call.ended' },
    data: { ...DATA, note: 'x'.repeat(100_000) },
  });
  const answer = await world.call('POST /v1/events', {
    body: Array.from({ length: 30 }, (_, n) => event(`b-${n}`)),
    headers: { 'content-type': 'application/cloudevents-batch+json' },
  });
  expect(answer.status).toBe(202);
});
