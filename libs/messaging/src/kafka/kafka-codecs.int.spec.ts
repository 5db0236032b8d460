import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { kafkaBrokers, uniquePrefix } from '@hookswitch/testing';
import type { CompressionTypes as Codec, Kafka, Producer } from 'kafkajs';
import { createRequire } from 'node:module';
import lz4 from 'lz4js';
import snappy from 'snappyjs';
import type { EventBus } from '../port.js';
import { createClient } from './client.js';
import { CompressionCodecs, CompressionTypes } from './internals.js';
import { createKafkaBus } from './kafka-bus.js';

const values = Array.from({ length: 300 }, (_, at) => `${at} ${'Žltý kôň 🦊 '.repeat(20)} ${Math.sin(at)}`);
const xxh32 = createRequire(import.meta.url)('lz4js/xxh32.js') as {
  hash(seed: number, data: Uint8Array, at: number, length: number): number;
};
const prefix = uniquePrefix();
const options = { brokers: kafkaBrokers(), clientId: 'codecs' };
let bus: EventBus;
let producer: Producer;

beforeAll(async () => {
  bus = createKafkaBus(options);
  const kafka: Kafka = createClient(options);
  producer = kafka.producer({ createPartitioner: () => () => 0 });
  await producer.connect();
});
afterAll(async () => {
  await producer.disconnect();
  await bus.close();
});

async function readBack(name: string, codec: Codec, compress?: (data: Buffer) => Buffer): Promise<void> {
  const topic = `${prefix}.${name.replaceAll(/\W/g, '')}`;
  await bus.ensureTopics([{ name: topic, partitions: 1, cleanup: 'delete', timestamps: 'broker' }]);
  const ours = CompressionCodecs[codec as keyof typeof CompressionCodecs] as () => object;
  // The bus only reads this codec: for once it is written too.
  if (compress) {
    const made = (): object => ({
      ...ours(),
      compress: ({ buffer }: { buffer: Buffer }) => Promise.resolve(compress(buffer)),
    });
    Object.assign(CompressionCodecs, { [codec]: made });
  }
  const messages = values.map((value) => ({ key: 'k', value, headers: { h: 'x' } }));
  await producer.send({ topic, compression: codec, messages });
  Object.assign(CompressionCodecs, { [codec]: ours });
  const found: string[] = [];
  for await (const page of bus.read(topic, 0, 0, 1_000))
    found.push(...page.map(({ value }) => value?.toString() ?? ''));
  expect(found).toEqual(values);
}

const { None, GZIP, Snappy, LZ4, ZSTD } = CompressionTypes;
const codecs: readonly (readonly [name: string, codec: Codec, compress?: (data: Buffer) => Buffer])[] = [
  ['not at all', None],
  ['with gzip', GZIP],
  ['with zstd', ZSTD],
  ['with lz4', LZ4, independent],
  ['with snappy in one block, as franz-go does', Snappy, (data) => Buffer.from(snappy.compress(data))],
  ['with snappy in frames, as Java and librdkafka do', Snappy, xerial],
];

describe('records that another producer has compressed', () => {
  for (const [name, codec, compress] of codecs) {
    it(`${name} are read`, () => readBack(name, codec, compress));
  }

  it('by ourselves, because they are large, are read', async () => {
    const topic = `${prefix}.large`;
    await bus.ensureTopics([
      { name: topic, partitions: 1, cleanup: 'delete', timestamps: 'producer', maxRecordBytes: 100_000 },
    ]);
    // More than one batch of the topic could hold without compression.
    const sent = Array.from({ length: 40 }, (_, at) => `${at} ${'x'.repeat(9_000)}`);
    await bus.publish(sent.map((value) => ({ topic, key: null, value })));
    const found: string[] = [];
    for await (const page of bus.read(topic, 0, 0, 100))
      found.push(...page.map(({ value }) => value?.toString() ?? ''));
    expect(found).toEqual(sent);
  });
});

/** Header, version and lowest compatible version, then blocks with their length in front. */
function xerial(data: Buffer): Buffer {
  const parts = [Buffer.from('82534e41505059000000000100000001', 'hex')];
  for (let at = 0; at < data.length; at += 32_768) {
    const block = Buffer.from(snappy.compress(data.subarray(at, at + 32_768)));
    const length = Buffer.alloc(4);
    length.writeInt32BE(block.length);
    parts.push(length, block);
  }
  return Buffer.concat(parts);
}

/** An LZ4 frame whose blocks do not refer to each other: brokers take no other. */
function independent(data: Buffer): Buffer {
  const frame = Buffer.from(lz4.compress(data));
  frame.writeUInt8(frame.readUInt8(4) | 0x20, 4);
  frame.writeUInt8((xxh32.hash(0, frame, 4, 2) >> 8) & 0xff, 6);
  return frame;
}
