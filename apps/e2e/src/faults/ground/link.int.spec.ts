import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@hookswitch/testing';
import { freePorts } from '../../harness/ports.js';
import { openLink, type OpenLink } from './link.js';

let echo: Server;
let link: OpenLink;
let port: number;
let heard: string;
let atEcho: Socket[];

beforeEach(async () => {
  [heard, atEcho] = ['', []];
  echo = createServer((socket) => {
    atEcho.push(socket);
    socket
      .on('error', () => undefined)
      .on('data', (bytes) => {
        heard += bytes.toString();
        socket.write(bytes);
      });
  }).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  [port = 0] = await freePorts(1);
  link = await openLink(port, (echo.address() as AddressInfo).port);
});
afterEach(async () => {
  await link.close();
  for (const socket of atEcho) socket.destroy();
  echo.close();
});

/** A connection through the link, and what has come back on it. */
async function caller() {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const said = { text: '', error: '' };
  socket.on('data', (bytes) => (said.text += bytes.toString()));
  socket.on('error', (error: NodeJS.ErrnoException) => (said.error = error.code ?? ''));
  return { socket, said };
}

it('carries bytes both ways, and the end of either side', async () => {
  const { socket, said } = await caller();
  socket.write('hello');
  await eventually('the echo', () => said.text === 'hello');
  const ended = once(socket, 'close');
  socket.end();
  await ended;
  await eventually('the end at the target', () => atEcho[0]?.destroyed === true);
});

it('takes as long as it is told for there and back, and keeps the order', async () => {
  const { socket, said } = await caller();
  link.latency(200, 100);
  const from = performance.now();
  for (const letter of 'abcdef') socket.write(letter);
  await eventually('the echo', () => said.text.length === 6);
  expect(performance.now() - from).toBeGreaterThanOrEqual(95);
  expect(said.text).toBe('abcdef');
});

it('carries no more than its rate', async () => {
  const { socket, said } = await caller();
  link.rate(100_000);
  const from = performance.now();
  socket.write('x'.repeat(30_000));
  await eventually('all of it', () => said.text.length === 30_000);
  expect(performance.now() - from).toBeGreaterThanOrEqual(290);
});

it('loses nothing of what was sent into a cut, in either direction alone', async () => {
  const { socket, said } = await caller();
  link.cut('down');
  socket.write('one');
  await eventually('the way up', () => heard === 'one');
  await sleep(50);
  expect(said.text).toBe('');
  link.heal();
  await eventually('the way down', () => said.text === 'one');
  link.cut('up');
  socket.write('two');
  socket.end();
  await sleep(50);
  expect(heard).toBe('one');
  link.heal();
  await eventually('the echo', () => said.text === 'onetwo');
});

it('breaks what is connected, and takes new connections at once', async () => {
  const first = await caller();
  first.socket.write('a');
  await eventually('the echo', () => first.said.text === 'a');
  link.reset();
  await eventually('the reset', () => first.said.error === 'ECONNRESET');
  const second = await caller();
  second.socket.write('b');
  await eventually('the echo', () => second.said.text === 'b');
});

it('refuses what its target refuses', async () => {
  echo.close();
  const { said } = await caller();
  await eventually('the refusal', () => said.error === 'ECONNRESET');
});
