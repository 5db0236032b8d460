import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { EXAMPLE, recording } from './bridge.js';
import { CALL, ring, talk } from './cases.js';
import type { SipEvent } from './fake-gateway.js';
import { packet } from './sip-messages.js';

describe('between an event and the state of its call', () => {
  interface Watcher {
    see(message: object, at: number): void;
    giveUp(now: number): void;
  }
  const load = async <T>(file: string): Promise<T> => (await import(join(EXAMPLE, file))) as T;

  /** What happens to the call and what is published, in order. */
  async function watch() {
    const { CallWatcher } = await load<{ CallWatcher: new (...parts: readonly unknown[]) => Watcher }>('calls.mjs');
    const steps: string[] = [];
    const calls = new Map<string, { readonly answeredAt?: number }>();
    const store = {
      get: (key: string) => calls.get(key),
      entries: () => calls.entries(),
      put: (key: string, call: object) => steps.push('call kept') && calls.set(key, call),
      delete: (key: string) => steps.push('call forgotten') && calls.delete(key),
    };
    const settings = { source: '/sip', internal: /^$/, longestCallMs: 3_600_000 };
    const watcher = new CallWatcher(store, settings, ({ type }: SipEvent) => steps.push(type));
    const { readHep } = await load<{ readHep: (packet: Buffer) => { at: number; text: string } }>('hep.mjs');
    const { readSip } = await load<{ readSip: (text: string) => object }>('sip.mjs');
    const see = (packets: readonly Buffer[]) => {
      for (const { at, text } of packets.map(readHep)) watcher.see(readSip(text), at);
    };
    return { see, steps, watcher };
  }

  it('the event comes first: who dies there tells it again, and loses nothing', async () => {
    const { see, steps } = await watch();
    see(recording('answered'));
    expect(steps).toEqual([
      'call kept',
      ...['call.started', 'call kept'],
      ...['call.answered', 'call kept'],
      ...['call.ended', 'call forgotten'],
    ]);
  });

  it('a call whose end nobody saw ends after some hours, one that only rang is forgotten', async () => {
    const { see, steps, watcher } = await watch();
    see(talk.map((line) => packet(CALL, line)));
    see(ring.map((line) => packet({ ...CALL, callId: 'c-2' }, line)));
    steps.length = 0;
    const answeredAt = Date.parse('2026-11-24T10:00:05Z');
    watcher.giveUp(answeredAt + 60_000);
    expect(steps).toEqual([]);
    watcher.giveUp(answeredAt + 3_600_000);
    expect(steps.sort()).toEqual(['call forgotten', 'call forgotten', 'call.ended']);
  });
});
