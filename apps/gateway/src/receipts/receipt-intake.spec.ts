import { beforeEach, describe, expect, it } from '@jest/globals';
import { topicNames } from '@hookswitch/domain';
import type { EventBus } from '@hookswitch/messaging';
import { PersistenceError } from '@hookswitch/persistence';
import { Metrics } from '@hookswitch/platform';
import type { ServiceContext } from '../core/tokens.js';
import type { OpenDoor, ReceiptDoors } from './receipt-doors.js';
import { ReceiptIntake } from './receipt-intake.js';

const ofConnection: OpenDoor = { tenant: 'acme', connectorType: 'sms' };
const ofMessage = (index: number): OpenDoor => ({
  ...ofConnection,
  sent: { command: `22222222-2222-5222-8222-${String(index).padStart(12, '0')}`, subject: 'call-1', hopcount: 0 },
});
const raw = {
  provider: 'vonage',
  connection: '11111111-1111-4111-8111-111111111111',
  token: 't',
  method: 'GET' as const,
  target: '/v1/receipts/vonage/c?t=t',
  headers: {},
  body: Buffer.alloc(0),
};

let open: () => Promise<OpenDoor | undefined>;
let publish: () => Promise<void>;
let intake: ReceiptIntake;
beforeEach(() => {
  open = () => Promise.resolve(ofConnection);
  publish = () => Promise.resolve();
  const doors = { open: () => open() } as unknown as ReceiptDoors;
  const bus = { publish: () => publish() } as unknown as EventBus;
  const context = { metrics: new Metrics() } as unknown as ServiceContext;
  intake = new ReceiptIntake(doors, bus, topicNames('x'), () => 0, context);
});
/** The codes of what was not taken. */
async function refused(count: number): Promise<readonly unknown[]> {
  const ends = await Promise.allSettled(Array.from({ length: count }, () => intake.take(raw)));
  return ends.flatMap((end) => (end.status === 'rejected' ? [(end.reason as { readonly code: unknown }).code] : []));
}

describe('the intake of receipts', () => {
  it('takes six thousand a minute at the URL of a connection', async () => {
    for (let batch = 0; batch < 60; batch += 1) expect(await refused(100)).toEqual([]);
    expect(await refused(1)).toEqual(['rate_limited']);
  });

  it('lets no more than two hundred wait for the bus', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    publish = () => promise;
    let index = 0;
    open = () => Promise.resolve(ofMessage((index += 1)));
    const waiting = refused(200);
    expect(await refused(1)).toEqual(['unavailable']);
    resolve(undefined);
    expect(await waiting).toEqual([]);
    expect(await refused(1)).toEqual([]);
  });

  it('asks to be told again when it cannot find out who made the URL', async () => {
    open = () => Promise.reject(new PersistenceError('failed', 'no'));
    expect(await refused(1)).toEqual(['unavailable']);
    open = () => Promise.resolve(undefined);
    expect(await refused(1)).toEqual(['not_found']);
  });
});
