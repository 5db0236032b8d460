import type { Kafka, KafkaConfig, LogEntry, SASLOptions } from 'kafkajs';
import { silentLog, type BusLog } from '../log.js';
import { registerCodecs } from './codecs.js';
import { KafkaClient, logLevel, quietTimers } from './internals.js';

export interface KafkaBusOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly tls?: KafkaConfig['ssl'];
  readonly sasl?: SASLOptions;
  readonly log?: BusLog;
  /** After this `publish` rejects with `timeout`; default 20 s. */
  readonly publishTimeoutMs?: number;
  /** Beyond this much waiting to be sent `publish` rejects with `unavailable`; default 64 MiB. */
  readonly maxQueuedBytes?: number;
  /** A member that is not heard of for so long loses its partitions; default 30 s. */
  readonly sessionTimeoutMs?: number;
}

const REQUEST_MS = 12_000;
const CONNECT_MS = 3_000;
const RETRY = { initialRetryTime: 100, maxRetryTime: 2_000, retries: 8 };

/** A client of its own: kafkajs shares offsets between the consumers of one client, which confuses two members of one group. */
export function createClient(options: KafkaBusOptions): Kafka {
  registerCodecs();
  quietTimers();
  return new KafkaClient({
    brokers: [...options.brokers],
    clientId: options.clientId,
    ...(options.tls === undefined ? {} : { ssl: options.tls }),
    ...(options.sasl === undefined ? {} : { sasl: options.sasl }),
    connectionTimeout: CONNECT_MS,
    requestTimeout: REQUEST_MS,
    retry: RETRY,
    logLevel: logLevel.INFO,
    logCreator: () => (entry) => forward(options.log ?? silentLog, entry),
  });
}

/** What we do on purpose. */
const EXPECTED = /Limiting retries for the idempotent producer/;

/** kafkajs calls an error what it is about to retry: nothing of it is one until we say so. */
function forward(log: BusLog, { level, namespace, log: entry }: LogEntry): void {
  const { message } = entry;
  if (EXPECTED.test(message)) return;
  const error: unknown = entry['error'];
  const facts = {
    component: `kafkajs ${namespace}`.trim(),
    groupId: entry['groupId'] as unknown,
    broker: entry['broker'] as unknown,
    ...(error !== undefined && { error: error instanceof Error ? error.message : error }),
    retryCount: entry['retryCount'] as unknown,
  };
  if (level <= logLevel.WARN) log.warn(facts, message);
  else log.debug(facts, message);
}
