import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { CLEAR, Flow, type Conditions } from './flow.js';

/** Up: from the service to what it uses. */
export type Direction = 'up' | 'down' | 'both';

/** The way of one service to one thing that it uses. What is set holds for connections that exist, and for new ones. */
export interface Link {
  latency(ms: number, jitterMs?: number): void;
  /** In each direction. */
  rate(bytesPerSecond: number): void;
  /** A line that carries nothing, without anybody being told. */
  cut(direction?: Direction): void;
  /** Breaks every connection; new ones are made at once. */
  reset(): void;
  /** As if nothing had been. */
  heal(): void;
}

export interface OpenLink extends Link {
  close(): Promise<void>;
}

interface Pair {
  readonly service: Socket;
  readonly up: Flow;
  readonly down: Flow;
}

/** Listens on a port of 127.0.0.1 for what is at another one. */
export async function openLink(port: number, target: number): Promise<OpenLink> {
  const link = new TcpLink(target);
  await link.listen(port);
  return link;
}

class TcpLink implements OpenLink {
  readonly #pairs = new Set<Pair>();
  readonly #server = createServer({ allowHalfOpen: true, noDelay: true }, (service) => this.#join(service));
  #up = CLEAR;
  #down = CLEAR;

  constructor(private readonly target: number) {}

  async listen(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  latency(ms: number, jitterMs = 0): void {
    // Both ways together are what a caller waits.
    this.#set('both', { latencyMs: ms / 2, jitterMs: jitterMs / 2 });
  }

  rate(bytesPerSecond: number): void {
    this.#set('both', { bytesPerSecond });
  }

  cut(direction: Direction = 'both'): void {
    this.#set(direction, { isCut: true });
  }

  reset(): void {
    for (const { service } of this.#pairs) service.resetAndDestroy();
  }

  heal(): void {
    this.#set('both', CLEAR);
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const { service } of this.#pairs) service.destroy();
    await closed;
  }

  #join(service: Socket): void {
    const target = connect({ port: this.target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const pair = { service, up: new Flow(service, target), down: new Flow(target, service) };
    this.#pairs.add(pair);
    for (const [one, other] of [
      [service, target],
      [target, service],
    ] as const) {
      one.on('error', () => other.resetAndDestroy());
      one.once('close', () => {
        this.#pairs.delete(pair);
        other.destroy();
      });
    }
    pair.up.set(this.#up);
    pair.down.set(this.#down);
  }

  #set(direction: Direction, more: Partial<Conditions>): void {
    if (direction !== 'down') this.#up = { ...this.#up, ...more };
    if (direction !== 'up') this.#down = { ...this.#down, ...more };
    for (const { up, down } of this.#pairs) {
      up.set(this.#up);
      down.set(this.#down);
    }
  }
}

/** Does to all what is asked of one. */
export const together = (links: readonly Link[]): Link => ({
  latency: (ms, jitterMs) => links.forEach((link) => link.latency(ms, jitterMs)),
  rate: (bytesPerSecond) => links.forEach((link) => link.rate(bytesPerSecond)),
  cut: (direction) => links.forEach((link) => link.cut(direction)),
  reset: () => links.forEach((link) => link.reset()),
  heal: () => links.forEach((link) => link.heal()),
});
