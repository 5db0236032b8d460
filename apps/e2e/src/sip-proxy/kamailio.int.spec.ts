import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import { OFFICE, startBridge, type Bridge } from './bridge.js';
import { fakeGateway, type FakeGateway } from './fake-gateway.js';
import { missing, startKamailio, type Proxy } from './kamailio.js';

// What Kamailio sends is recorded for those who have none: the recordings are played in bridge.int.spec.ts.
const isHere = missing.length === 0;
const name = isHere
  ? 'the real Kamailio and the example’s configuration tell how calls ended'
  : `the real Kamailio: ${missing.join(' and ')} not installed here (apt-get install kamailio sip-tester)`;

let folder: string;
let gateway: FakeGateway;
let bridge: Bridge;
let proxy: Proxy;
let close: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  if (!isHere) return;
  folder = mkdtempSync(join(tmpdir(), 'hookswitch-kamailio-'));
  gateway = await fakeGateway();
  bridge = await startBridge(folder, gateway.url);
  close = [() => bridge.end('SIGTERM'), () => gateway.close()];
  proxy = await startKamailio(folder, bridge.port);
  close.unshift(() => proxy.close());
});
afterAll(async () => {
  for (const one of close) await one();
  if (isHere) rmSync(folder, { recursive: true, force: true });
});

(isHere ? it : it.skip)(name, async () => {
  const calls = [
    {
      caller: 'caller-talks',
      phone: 'phone-answers',
      number: '+12025550142',
      end: { end_reason: 'answered', talking_time: 1 },
    },
    {
      caller: 'caller-hears-busy',
      phone: 'phone-is-busy',
      number: '+12025550143',
      end: { end_reason: 'busy', sip_status: 486 },
    },
    {
      caller: 'caller-hangs-up',
      phone: 'phone-only-rings',
      number: '+12025550144',
      end: { end_reason: 'cancelled', talking_time: 0 },
    },
    {
      caller: 'caller-waits-in-vain',
      phone: 'phone-only-rings',
      number: '+12025550145',
      end: { end_reason: 'no_answer', sip_status: 408 },
    },
  ];
  for (const { caller, phone, number } of calls) await proxy.call(caller, phone, number, OFFICE);
  const ends = await eventually('the ends', () => {
    const found = gateway.accepted.filter(({ type }) => type === 'call.ended');
    return found.length >= calls.length ? found : undefined;
  });
  expect(ends.map(({ data }) => data)).toMatchObject(
    calls.map(({ number, end }) => ({
      direction: 'incoming',
      internal_number: OFFICE,
      external_number: number,
      ...end,
    })),
  );
});
