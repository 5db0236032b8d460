import { expect, it } from '@jest/globals';
import type { BusRecord, OutgoingRecord } from '../port.js';
import { partitionOf } from '../core/murmur2.js';
import type { BusFactory } from './event-bus.contract.js';
import { numbered, values, type Workbench } from './workbench.contract.js';

export function publishingContract(bench: Workbench, create: BusFactory): void {
  const readAll = async (topic: string, partition = 0): Promise<BusRecord[]> => {
    const found: BusRecord[] = [];
    for await (const page of bench.bus.read(topic, partition, 0, Number.MAX_SAFE_INTEGER)) found.push(...page);
    return found;
  };

  it('answers with the position of each record, in the order given', async () => {
    const [one, other] = [await bench.topic({ partitions: 2 }), await bench.topic()];
    const records: OutgoingRecord[] = [
      { topic: one, partition: 1, key: 'a', value: '1' },
      { topic: other, key: 'b', value: '2' },
      { topic: one, partition: 1, key: 'c', value: '3' },
      { topic: one, partition: 0, key: 'd', value: '4' },
    ];
    expect(await bench.bus.publish(records)).toEqual([
      { topic: one, partition: 1, offset: 0 },
      { topic: other, partition: 0, offset: 0 },
      { topic: one, partition: 1, offset: 1 },
      { topic: one, partition: 0, offset: 0 },
    ]);
    expect(values(await readAll(one, 1))).toEqual(['1', '3']);
    expect(await bench.bus.publish([])).toEqual([]);
  });

  it('keeps bytes, headers, empty values and tombstones as they were, and stamps what arrives', async () => {
    const topic = await bench.topic();
    const bytes = Buffer.from([0, 255, 10, 13, 0xc3]);
    const before = Date.now() - 1_000;
    await bench.bus.publish([
      { topic, key: bytes, value: bytes, headers: { text: 'Žltý', raw: bytes, empty: '' } },
      { topic, key: 'gone', value: null },
      { topic, key: null, value: '' },
    ]);
    const [first, second, third] = await readAll(topic);
    expect(first).toMatchObject({ topic, partition: 0, offset: 0, key: bytes, value: bytes });
    expect(first?.headers).toEqual({ text: Buffer.from('Žltý'), raw: bytes, empty: Buffer.alloc(0) });
    expect(second).toMatchObject({ key: Buffer.from('gone'), value: null, headers: {} });
    expect(third).toMatchObject({ key: null, value: Buffer.alloc(0) });
    for (const record of [first, second, third]) {
      expect(record?.timestamp).toBeGreaterThan(before);
      expect(record?.timestamp).toBeLessThan(Date.now() + 1_000);
    }
  });

  it('puts the same key into the partition that every Kafka client would choose', async () => {
    const topic = await bench.topic({ partitions: 7 });
    const keys = ['', 'a', 'acme|6b1f3a0e-7c55-4d0c-9a53-2f6d0c1b8e11', 'ž', ...numbered(30, 'tenant|')];
    const positions = await bench.bus.publish(keys.map((key) => ({ topic, key, value: key })));
    expect(positions.map(({ partition }) => partition)).toEqual(keys.map((key) => partitionOf(key, 7)));
  });

  it('keeps the order of a partition over many calls that are made at once', async () => {
    const topic = await bench.topic({ partitions: 3 });
    const calls = numbered(300).map((value, at) => bench.bus.publish([{ topic, partition: at % 3, key: null, value }]));
    await Promise.all(calls);
    for (const partition of [0, 1, 2]) {
      const wanted = numbered(300).filter((_, at) => at % 3 === partition);
      expect(values(await readAll(topic, partition))).toEqual(wanted);
    }
  });

  it('stores batches larger than one request, without a gap', async () => {
    const topic = await bench.topic();
    const filler = 'x'.repeat(2_000);
    const records = numbered(3_000).map((value) => ({ topic, key: null, value: `${value} ${filler}` }));
    const positions = await bench.bus.publish(records);
    expect(positions.map(({ offset }) => offset)).toEqual(records.map((_, at) => at));
    expect(values(await readAll(topic))).toEqual(records.map(({ value }) => value));
  });

  it('stores at once what its topic would not take as one batch', async () => {
    const topic = await bench.topic({ maxRecordBytes: 20_000 });
    const wanted = numbered(100, 'x'.repeat(500));
    await bench.bus.publish(wanted.map((value) => ({ topic, key: null, value })));
    expect(values(await readAll(topic))).toEqual(wanted);
  });

  it('takes a record at the limit of its topic and refuses a larger one, storing nothing of that call', async () => {
    const topic = await bench.topic({ maxRecordBytes: 300_000 });
    await bench.bus.publish([{ topic, key: 'k', value: noise(290_000) }]);
    const call = bench.bus.publish([
      { topic, key: 'small', value: 'small' },
      { topic, key: 'large', value: noise(300_001) },
    ]);
    await expect(call).rejects.toMatchObject({ name: 'MessagingError', code: 'too_large' });
    expect(await bench.bus.offsets(topic)).toEqual([{ first: 0, next: 1 }]);
  });

  it('refuses what does not exist, by name', async () => {
    const topic = bench.name();
    const expected = { name: 'MessagingError', code: 'unknown_topic', message: expect.stringContaining(topic) };
    await expect(bench.bus.publish([{ topic, key: 'k', value: 'v' }])).rejects.toMatchObject(expected);
    await expect(bench.bus.offsets(topic)).rejects.toMatchObject(expected);
    await expect(bench.bus.committed('g', topic)).rejects.toMatchObject(expected);
    await expect(bench.bus.follow({ topic, onRecords: () => undefined })).rejects.toMatchObject(expected);
    const consuming = bench.bus.consume({ group: bench.name(), topics: [topic], onBatch: () => Promise.resolve() });
    await expect(consuming).rejects.toMatchObject(expected);
    // It can be made afterwards.
    await bench.topic({ name: topic });
    await bench.fill(topic, ['v']);
  });

  it('one call for a missing topic does not harm the others', async () => {
    const topic = await bench.topic();
    const bad = bench.bus.publish([{ topic: bench.name(), key: 'k', value: 'v' }]);
    const good = bench.bus.publish([{ topic, key: 'k', value: 'v' }]);
    await expect(bad).rejects.toMatchObject({ code: 'unknown_topic' });
    expect(await good).toEqual([{ topic, partition: 0, offset: 0 }]);
  });

  it('refuses records that cannot be stored', async () => {
    const [topic, compact] = [await bench.topic(), await bench.topic({ cleanup: 'compact' })];
    const invalid = { name: 'MessagingError', code: 'invalid_record' };
    await expect(bench.bus.publish([{ topic, partition: 1, key: 'k', value: 'v' }])).rejects.toMatchObject(invalid);
    await expect(bench.bus.publish([{ topic, partition: -1, key: 'k', value: 'v' }])).rejects.toMatchObject(invalid);
    await expect(bench.bus.publish([{ topic: compact, key: null, value: 'v' }])).rejects.toMatchObject(invalid);
    expect(await bench.bus.offsets(topic)).toEqual([{ first: 0, next: 0 }]);
  });

  it('makes topics that are missing and leaves the others as they are', async () => {
    const old = await bench.topic({ partitions: 2 });
    const fresh = bench.name();
    const spec = { partitions: 3, cleanup: 'delete', timestamps: 'broker' } as const;
    await bench.bus.ensureTopics([
      { ...spec, name: old },
      { ...spec, name: fresh },
    ]);
    await bench.bus.ensureTopics([{ ...spec, name: fresh }]);
    expect(await bench.bus.offsets(old)).toHaveLength(2);
    expect(await bench.bus.offsets(fresh)).toHaveLength(3);
  });

  it('refuses everything once it is closed', async () => {
    const { bus, close } = await create();
    await bus.close();
    await bus.close();
    const closed = { name: 'MessagingError', code: 'closed' };
    await expect(bus.publish([{ topic: 't', key: 'k', value: 'v' }])).rejects.toMatchObject(closed);
    await expect(bus.ensureTopics([])).rejects.toMatchObject(closed);
    await expect(bus.offsets('t')).rejects.toMatchObject(closed);
    await expect(bus.committed('g', 't')).rejects.toMatchObject(closed);
    await expect(bus.follow({ topic: 't', onRecords: () => undefined })).rejects.toMatchObject(closed);
    await expect(bus.consume({ group: 'g', topics: [], onBatch: () => Promise.resolve() })).rejects.toMatchObject(
      closed,
    );
    await close();
  });
}

/** Bytes that compression cannot make smaller. */
function noise(length: number): Buffer {
  let state = 42;
  return Buffer.from(
    Array.from({ length }, () => ((state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 16) & 255),
  );
}
