import { beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { ControlPlane } from '@hookswitch/persistence';
import { generateKeyRing, KeyRing, ReceiptUrls } from '@hookswitch/platform';
import { ReceiptDoors } from './receipt-doors.js';

const place = { provider: 'twilio', connection: '11111111-1111-4111-8111-111111111111' };
const KEPT_MS = 60_000;

let urls: ReceiptUrls;
let now = 0;
let reads = 0;
let isAway = false;
const plane = {
  async connectors(work: (connectors: { readonly all: () => Promise<unknown> }) => Promise<unknown>) {
    reads += 1;
    await Promise.resolve();
    if (isAway) throw new Error('away');
    return work({ all: () => Promise.resolve([{ manifest: { type: 'sms', receiptKeys: urls.publicKeys() } }]) });
  },
} as unknown as ControlPlane;

beforeAll(async () => {
  urls = new ReceiptUrls(KeyRing.parse(await generateKeyRing()), 'sms', 'https://hooks.example.com');
});
beforeEach(() => {
  [now, reads, isAway] = [0, 0, false];
});
const genuine = () => new URL(urls.urlOf('acme', place.provider, place.connection) ?? '').searchParams.get('t') ?? '';
const doors = () => new ReceiptDoors(plane, () => now);

it('reads the keys once for however many strangers knock at the same time', async () => {
  const all = doors();
  const knock = () => Promise.all(Array.from({ length: 50 }, () => all.open(place, 'forged')));
  expect(new Set(await knock())).toEqual(new Set([undefined]));
  expect(reads).toBe(1);
  now = 2_001;
  await knock();
  expect(reads).toBe(2);
});

it('opens with the keys that it has while the database is away, and to nobody else', async () => {
  const all = doors();
  expect(await all.open(place, genuine())).toEqual({ tenant: 'acme', connectorType: 'sms' });
  [now, isAway] = [KEPT_MS + 1, true];
  expect(await all.open(place, genuine())).toEqual({ tenant: 'acme', connectorType: 'sms' });
  await expect(all.open(place, 'forged')).rejects.toThrow('away');
  isAway = false;
  expect(await all.open(place, 'forged')).toBeUndefined();
});
