import { describe, expect, it } from '@jest/globals';
import { MessagingError } from '../port.js';
import { Publisher, type Parcel, type TopicInfo, type Transport } from './publisher.js';

const INFO: TopicInfo = { partitions: 2, maxRecordBytes: 1_000_000, compact: false };

/** A broker that answers when it is told to. */
class FakeTransport implements Transport {
  readonly sends: { readonly parcels: readonly Parcel[]; answer(error?: Error): void }[] = [];
  readonly #next = new Map<string, number>();
  instant = false;
  /** While it is set, topics are looked up for so long. */
  lookup: Promise<void> | undefined;
  maxRecordBytes = INFO.maxRecordBytes;
  fault: ((parcels: readonly Parcel[]) => Error | undefined) | undefined;

  topic(): TopicInfo | Promise<TopicInfo> {
    const info = { ...INFO, maxRecordBytes: this.maxRecordBytes };
    return this.lookup ? this.lookup.then(() => info) : info;
  }

  send(parcels: readonly Parcel[]): Promise<readonly number[]> {
    return new Promise((resolve, reject) => {
      const answer = (error = this.fault?.(parcels)) => {
        if (error) reject(error);
        else resolve(parcels.map((parcel) => this.#store(parcel)));
      };
      this.sends.push({ parcels, answer });
      if (this.instant) answer();
    });
  }

  #store({ topic, partition, entries }: Parcel): number {
    const base = this.#next.get(`${topic}/${partition}`) ?? 0;
    this.#next.set(`${topic}/${partition}`, base + entries.length);
    return base;
  }
}

const record = (value: string, topic = 't') => ({ topic, partition: 0, key: null, value });
const settle = () => new Promise((resolve) => setImmediate(resolve));
const limits = { timeoutMs: 5_000, maxQueuedBytes: 10_000_000 };

describe('the publisher', () => {
  it('sends at once when idle and collects while a send is under way', async () => {
    const transport = new FakeTransport();
    const publisher = new Publisher(transport, limits);
    const first = publisher.publish([record('a')]);
    await settle();
    const others = ['b', 'c', 'd'].map((value) => publisher.publish([record(value)]));
    await settle();
    expect(transport.sends).toHaveLength(1);
    transport.sends[0]?.answer();
    await first;
    await settle();
    expect(transport.sends.map(({ parcels }) => parcels[0]?.entries.length)).toEqual([1, 3]);
    transport.sends[1]?.answer();
    const offsets = (await Promise.all(others)).map(([position]) => position?.offset);
    expect(offsets).toEqual([1, 2, 3]);
  });

  it('sends no parcel larger than 500 KB, and a larger record alone', async () => {
    const transport = new FakeTransport();
    transport.instant = true;
    const publisher = new Publisher(transport, limits);
    const sizes = [200_000, 200_000, 200_000, 700_000, 10];
    await publisher.publish(sizes.map((size) => record('x'.repeat(size))));
    const parcels = transport.sends.map(({ parcels: [parcel] }) => parcel?.entries.map(({ value }) => value?.length));
    expect(parcels).toEqual([[200_000, 200_000], [200_000], [700_000], [10]]);
  });

  it('sends no parcel that is larger than what its topic takes', async () => {
    const transport = new FakeTransport();
    transport.instant = true;
    transport.maxRecordBytes = 1_000;
    const publisher = new Publisher(transport, limits);
    await publisher.publish([300, 300, 300, 900].map((size) => record('x'.repeat(size))));
    const parcels = transport.sends.map(({ parcels: [parcel] }) => parcel?.entries.map(({ value }) => value?.length));
    expect(parcels).toEqual([[300, 300], [300], [900]]);
  });

  it('refuses what does not fit into its queue, and takes it again when there is room', async () => {
    const transport = new FakeTransport();
    const publisher = new Publisher(transport, { ...limits, maxQueuedBytes: 100_000 });
    const first = publisher.publish([record('a')]);
    await settle();
    const waiting = publisher.publish([record('x'.repeat(90_000))]);
    await expect(publisher.publish([record('x'.repeat(20_000))])).rejects.toMatchObject({ code: 'unavailable' });
    transport.sends[0]?.answer();
    await first;
    await settle();
    const again = publisher.publish([record('x'.repeat(20_000))]);
    transport.sends[1]?.answer();
    await waiting;
    await settle();
    transport.sends[2]?.answer();
    await again;
  });

  it('gives up after its time, and does not send what still waited then', async () => {
    const transport = new FakeTransport();
    const publisher = new Publisher(transport, { ...limits, timeoutMs: 20 });
    const sent = publisher.publish([record('sent')]);
    await settle();
    const waiting = publisher.publish([record('waiting')]);
    await expect(sent).rejects.toMatchObject({ code: 'timeout' });
    await expect(waiting).rejects.toMatchObject({ code: 'timeout' });
    transport.sends[0]?.answer();
    await settle();
    expect(transport.sends).toHaveLength(1);
  });

  it('lets a topic fail without those that travel with it', async () => {
    const transport = new FakeTransport();
    transport.instant = true;
    const missing = new MessagingError('unknown_topic', 'gone');
    transport.fault = (parcels) => (parcels.some(({ topic }) => topic === 'gone') ? missing : undefined);
    const publisher = new Publisher(transport, limits);
    const good = publisher.publish([record('a')]);
    const bad = publisher.publish([record('b', 'gone')]);
    await expect(bad).rejects.toBe(missing);
    expect(await good).toEqual([{ topic: 't', partition: 0, offset: 0 }]);
  });

  it('sends what it has accepted before it closes', async () => {
    const transport = new FakeTransport();
    const publisher = new Publisher(transport, limits);
    const accepted = publisher.publish([record('a')]);
    const closing = publisher.close();
    await expect(publisher.publish([record('b')])).rejects.toMatchObject({ code: 'closed' });
    await settle();
    transport.sends[0]?.answer();
    await Promise.all([accepted, closing]);
  });

  it('takes nothing more once it is closed, though the call came before', async () => {
    const transport = new FakeTransport();
    const publisher = new Publisher(transport, limits);
    transport.lookup = settle().then(() => undefined);
    const early = publisher.publish([record('a')]);
    await publisher.close();
    await expect(early).rejects.toMatchObject({ code: 'closed' });
    expect(transport.sends).toEqual([]);
  });
});
