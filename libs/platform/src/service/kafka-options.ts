import type { Config } from '../config/config.js';

/** How to reach Kafka, as `createKafkaBus` takes it. */
export interface KafkaConnection {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly sessionTimeoutMs: number;
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
}

export function kafkaOptions(config: Config): KafkaConnection {
  const { kafkaTlsCa: ca, kafkaTlsCert: cert, kafkaTlsKey: key, kafkaSaslMechanism: mechanism } = config;
  const { kafkaSaslUsername: username, kafkaSaslPassword: password } = config;
  return {
    brokers: config.kafkaBrokers,
    clientId: `hookswitch-${config.service}`,
    sessionTimeoutMs: config.kafkaSessionSeconds * 1_000,
    ...(config.kafkaTlsEnabled && {
      tls: { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key: key.reveal() }) },
    }),
    ...(mechanism &&
      username !== undefined &&
      password && { sasl: { mechanism, username, password: password.reveal() } }),
  };
}
