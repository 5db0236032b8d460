import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { Pool } from 'pg';
import { listen, type Listener } from './listen.js';

/** Says LISTEN, or breaks while it does. */
class Client extends EventEmitter {
  isReleased = false;
  constructor(private readonly breaks: boolean) {
    super();
  }
  query(): Promise<void> {
    if (!this.breaks) return Promise.resolve();
    const error = new Error('terminating connection due to administrator command');
    // As pg does: the statement rejects and the connection reports its end as well.
    queueMicrotask(() => this.emit('error', new Error('Connection terminated unexpectedly')));
    return Promise.reject(error);
  }
  release(): void {
    this.isReleased = true;
  }
}

let clients: Client[];
let listener: Listener | undefined;
const start = (...breaks: readonly boolean[]): string[] => {
  const heard: string[] = [];
  const connect = () => {
    const client = new Client(breaks[clients.length] ?? false);
    clients.push(client);
    return Promise.resolve(client);
  };
  listener = listen({ connect } as unknown as Pool, 'channel', (payload) => heard.push(payload));
  return heard;
};

beforeEach(() => {
  jest.useFakeTimers();
  clients = [];
});
afterEach(() => {
  listener?.close();
  jest.useRealTimers();
});

it('takes one connection in place of one that broke while it began to listen, not two', async () => {
  const heard = start(true);
  await jest.advanceTimersByTimeAsync(10_000);
  expect(clients.map(({ isReleased }) => isReleased)).toEqual([true, false]);
  clients[1]?.emit('notification', { payload: 'acme' });
  expect(heard).toEqual(['acme']);
});

it('takes another when the one that listened breaks, however often that is reported', async () => {
  start();
  await jest.advanceTimersByTimeAsync(0);
  clients[0]?.emit('error', new Error('gone'));
  clients[0]?.emit('error', new Error('gone'));
  await jest.advanceTimersByTimeAsync(10_000);
  expect(clients.map(({ isReleased }) => isReleased)).toEqual([true, false]);
});

it('gives its connection back when it is closed, one that was on its way included', async () => {
  start();
  listener?.close();
  await jest.advanceTimersByTimeAsync(10_000);
  expect(clients.map(({ isReleased }) => isReleased)).toEqual([true]);
});
