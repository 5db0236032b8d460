// The least that a service of this shape does: read, JSON.parse, produce as many messages of a command's size, commit. Nothing but kafkajs.
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import kafkajs from 'kafkajs';

const { BARE_FROM, BARE_TO, BARE_GROUP, BARE_BYTES, BARE_OF, BARE_PER, KAFKA_BROKERS, BARE_PARTITIONS } = process.env;
const value = 'x'.repeat(Number(BARE_BYTES));
const messagesOf = shareOf(Number(BARE_OF), Number(BARE_PER));

const { CompressionCodecs, CompressionTypes } = kafkajs;
// What the events were written with; it writes without compression.
CompressionCodecs[CompressionTypes.ZSTD] = () => ({ decompress: promisify(zstdDecompress) });

// The same limits as the service's own, where they matter: bytes of a fetch, one idempotent request at a time, all acknowledged.
const kafka = new kafkajs.Kafka({
  brokers: KAFKA_BROKERS.split(','),
  clientId: BARE_GROUP,
  requestTimeout: 60_000,
  logLevel: kafkajs.logLevel.WARN,
});
const producer = kafka.producer({
  idempotent: true,
  maxInFlightRequests: 1,
  allowAutoTopicCreation: false,
  createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
});
const consumer = kafka.consumer({
  groupId: BARE_GROUP,
  sessionTimeout: 300_000,
  heartbeatInterval: 1_000,
  maxWaitTimeInMs: 100,
  maxBytesPerPartition: 512 * 1024,
  allowAutoTopicCreation: false,
});
let joined = false;
consumer.on(consumer.events.GROUP_JOIN, () => (joined = true));
await Promise.all([producer.connect(), consumer.connect()]);
await consumer.subscribe({ topics: [BARE_FROM], fromBeginning: true });
await consumer.run({ autoCommit: false, partitionsConsumedConcurrently: Number(BARE_PARTITIONS), eachBatch: pass });

const admin = createServer(({ url }, answer) => {
  const { user, system } = process.cpuUsage();
  answer.statusCode = joined ? 200 : 503;
  answer.end(url === '/metrics' ? `process_cpu_seconds_total ${(user + system) / 1e6}\n` : '');
}).listen(Number(process.env.HOOKSWITCH_ADMIN_PORT), '127.0.0.1');

process.once('SIGTERM', async () => {
  await Promise.all([consumer.disconnect(), producer.disconnect()]);
  admin.close();
  admin.closeAllConnections();
});

async function pass({ batch, commitOffsetsIfNecessary, resolveOffset }) {
  const messages = batch.messages.flatMap(({ key, value: text }) => {
    const { call_uuid: call } = JSON.parse(text.toString());
    return Array.from({ length: messagesOf() }, () => ({ key: `${key}|${call}`, value }));
  });
  if (messages.length > 0) await producer.send({ topic: BARE_TO, acks: -1, messages });
  resolveOffset(batch.lastOffset());
  const offset = String(Number(batch.lastOffset()) + 1);
  await commitOffsetsIfNecessary({
    topics: [{ topic: batch.topic, partitions: [{ partition: batch.partition, offset }] }],
  });
}

/** Over every `per` calls it says `of` in sum. */
function shareOf(of, per) {
  let owed = 0;
  return () => {
    owed += of;
    const due = Math.floor(owed / per);
    owed -= due * per;
    return due;
  };
}
