import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { inspect } from '../audio/inspect.js';
import { createSimulator, type Simulator } from '../create-simulator.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await createSimulator({ port: 0, host: '127.0.0.1' });
});
afterAll(() => simulator.close());

const get = (name: string, init: RequestInit = {}) =>
  fetch(`${simulator.url}/recordings/${name}`, { redirect: 'manual', ...init });
const audio = async (name: string) => inspect(Buffer.from(await (await get(name)).arrayBuffer()));

it.each([
  ['call.wav', { kind: 'wav', format: 1, channels: 1, seconds: 3, silent: false }],
  ['mulaw.wav', { kind: 'wav', format: 7, seconds: 3 }],
  ['alaw.wav', { kind: 'wav', format: 6, seconds: 3 }],
  ['stereo.wav', { kind: 'wav', channels: 2, seconds: 3 }],
  ['silence.wav', { kind: 'wav', silent: true }],
  ['unfinished.wav', { kind: 'wav', seconds: 3 }],
  ['long.wav?seconds=70', { kind: 'wav', seconds: 70 }],
  ['long.wav?seconds=61&channels=2', { kind: 'wav', channels: 2, seconds: 61 }],
  ['call.mp3', { kind: 'mp3' }],
  ['call.m4a', { kind: 'mp4' }],
  ['empty.wav', { kind: 'unknown' }],
])('%s is what it says', async (name, expected) => {
  expect(await audio(name)).toMatchObject(expected);
});

it('has pages, redirects, refusals and ones that come late', async () => {
  expect((await get('player.html')).headers.get('content-type')).toContain('text/html');
  expect((await get('redirect.wav')).headers.get('location')).toBe(`${simulator.url}/recordings/call.wav`);
  expect((await get('elsewhere.wav?to=https://a.example/')).headers.get('location')).toBe('https://a.example/');
  const late = [await get('late.wav?key=1'), await get('late.wav?key=1'), await get('late.wav?key=1')];
  expect(late.map(({ status }) => status)).toEqual([404, 404, 200]);
  expect((await get('gone.wav')).status).toBe(410);
  expect((await get('nothing.wav')).status).toBe(404);
});

it('one ends early and one never', async () => {
  const short = await get('short.wav');
  await expect(short.arrayBuffer()).rejects.toThrow();
  const stop = new AbortController();
  const endless = await get('endless.wav', { signal: stop.signal });
  let bytes = 0;
  for await (const chunk of endless.body ?? []) {
    bytes += (chunk as Uint8Array).length;
    if (bytes > 1_000_000) break;
  }
  stop.abort();
  expect(bytes).toBeGreaterThan(1_000_000);
});
