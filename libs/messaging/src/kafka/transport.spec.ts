import { beforeEach, expect, it } from '@jest/globals';
import type { Kafka, ProducerBatch, RecordMetadata } from 'kafkajs';
import type { Parcel } from '../core/publisher.js';
import { CompressionTypes } from './internals.js';
import { KafkaAdmin } from './topics.js';
import { KafkaTransport } from './transport.js';

let sent: ProducerBatch[];
let faults: Error[];
let producers: number;
let transport: KafkaTransport;

beforeEach(() => {
  sent = [];
  faults = [];
  producers = 0;
  const producer = {
    connect: () => Promise.resolve(),
    disconnect: () => Promise.resolve(),
    sendBatch: (batch: ProducerBatch): Promise<RecordMetadata[]> => {
      sent.push(batch);
      const fault = faults.shift();
      if (fault) return Promise.reject(fault);
      return Promise.resolve([{ topicName: 't', partition: 0, errorCode: 0, baseOffset: '7' }]);
    },
  };
  const kafka = {
    producer: () => {
      producers += 1;
      return producer;
    },
  };
  transport = new KafkaTransport(kafka as unknown as Kafka, new KafkaAdmin(kafka as unknown as Kafka), 5_000);
});

const parcel = (records: number, bytes: number): Parcel => {
  const entry = { key: null, value: Buffer.alloc(0), headers: {}, bytes };
  return { topic: 't', partition: 0, entries: Array.from({ length: records }, () => entry) };
};
const broker = (type: string) => Object.assign(new Error(`the broker said ${type}`), { type });

it.each([
  ['one large record', 1, 20_000, 'ZSTD'],
  ['many records, each large', 100, 2_000, 'ZSTD'],
  ['one record that is small for a send', 1, 16_000, 'None'],
  ['a few records, each large, that are small for a send', 10, 1_600, 'None'],
  ['many records, each small', 500, 1_000, 'None'],
] as const)('%s: %i of %i bytes go with compression %s', async (_what, records, bytes, compression) => {
  await transport.send([parcel(records, bytes)]);
  expect(sent.map((batch) => batch.compression)).toEqual([CompressionTypes[compression]]);
});

it('weighs the whole request, whose partitions share one setting', async () => {
  await transport.send([parcel(1, 15_000), { ...parcel(1, 15_000), partition: 0 }]);
  expect(sent[0]?.compression).toBe(CompressionTypes.ZSTD);
});

it('sends again, as another producer, what the broker refused for its sequence', async () => {
  faults = [broker('OUT_OF_ORDER_SEQUENCE_NUMBER')];
  expect(await transport.send([parcel(1, 100)])).toEqual([7]);
  expect([sent.length, producers]).toEqual([2, 2]);
});

it('lets no error of kafkajs out, not even that of the second try', async () => {
  faults = [broker('OUT_OF_ORDER_SEQUENCE_NUMBER'), broker('NOT_ENOUGH_REPLICAS')];
  const refused = { name: 'MessagingError', code: 'unavailable', message: expect.stringContaining('NOT_ENOUGH') };
  await expect(transport.send([parcel(1, 100)])).rejects.toMatchObject(refused);
});
