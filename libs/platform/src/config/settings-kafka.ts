import { DEFAULT_PARTITIONS } from '@hookswitch/messaging';
import { choice, flag, integer, list, matching, secret, text } from './kinds.js';
import { optional, required, withDefault, type ServiceKind } from './setting.js';

const withBus: readonly ServiceKind[] = ['gateway', 'rules', 'connectors', 'standalone', 'cli'];
const pem = matching(/-----BEGIN [A-Z ]+-----/, 'PEM text');

export const kafkaSettings = {
  kafkaBrokers: required(
    'KAFKA_BROKERS',
    list(matching(/^[^\s,:/]+:\d{1,5}$|^\[[0-9a-f:]+\]:\d{1,5}$/i, '`host:port`')),
    {
      usedBy: withBus,
      requiredBy: ['gateway', 'rules', 'connectors'],
      description: 'Kafka brokers to begin with.',
      refuse: (brokers) => (brokers.length === 0 ? 'must name at least one broker' : undefined),
    },
  ),
  kafkaSaslMechanism: optional('KAFKA_SASL_MECHANISM', choice('plain', 'scram-sha-256', 'scram-sha-512'), {
    usedBy: withBus,
    description: 'How to log in to Kafka; absent: no log-in.',
  }),
  kafkaSaslUsername: optional('KAFKA_SASL_USERNAME', text, { usedBy: withBus, description: 'User name for Kafka.' }),
  kafkaSaslPassword: optional('KAFKA_SASL_PASSWORD', secret(text), {
    usedBy: withBus,
    secret: true,
    description: 'Password for Kafka.',
  }),
  kafkaTlsEnabled: withDefault('KAFKA_TLS_ENABLED', flag, 'false', {
    usedBy: withBus,
    description: 'Whether the brokers are reached over TLS.',
  }),
  kafkaTlsCa: optional('KAFKA_TLS_CA', pem, {
    usedBy: withBus,
    fromFile: true,
    description: "Certificate authorities to trust for the brokers; absent: Node's own list.",
  }),
  kafkaTlsCert: optional('KAFKA_TLS_CERT', pem, {
    usedBy: withBus,
    fromFile: true,
    description: 'Client certificate for mutual TLS.',
  }),
  kafkaTlsKey: optional('KAFKA_TLS_KEY', secret(pem), {
    usedBy: withBus,
    secret: true,
    description: 'Private key of the client certificate.',
  }),
  kafkaSessionSeconds: withDefault('KAFKA_SESSION_SECONDS', integer(6, 1_800), '30', {
    usedBy: withBus,
    description:
      'How long a consumer may not be heard of before others get its partitions: how long a killed process holds up its share of the work.',
  }),
  topicPrefix: withDefault(
    'HOOKSWITCH_TOPIC_PREFIX',
    matching(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case letters, digits and `-`, at most 40'),
    'hookswitch',
    {
      usedBy: withBus,
      description: 'First part of every topic and consumer group: separates installations that share a Kafka.',
    },
  ),
  partitions: withDefault('HOOKSWITCH_PARTITIONS', integer(1, 1_000), String(DEFAULT_PARTITIONS), {
    usedBy: withBus,
    description: 'Partitions of topics that are created. Never changed in place.',
  }),
};
