import { Writable } from 'node:stream';
import type { Topics } from '@hookswitch/domain';
import type { EventBus } from '@hookswitch/messaging';
import { loadConfig } from '../config/config.js';
import { createEngines } from '../engines/create-engines.js';
import { Health } from '../health/health.js';
import { createLogger } from '../logging/logger.js';
import { Metrics } from '../metrics/metrics.js';
import type { ServiceContext } from '../service/service.js';
import { noTracing } from '../tracing/tracing.js';

interface Surroundings {
  readonly type: string;
  readonly bus: EventBus;
  readonly topics: Topics;
  readonly env: Readonly<Record<string, string>>;
  /** Takes what is logged, and what would end the process. */
  readonly say: (text: string) => void;
}

/** What a connector host of the type finds around it in tests: real all through but for the log, which is kept. */
export function hostContext({ type, bus, topics, env, say }: Surroundings): ServiceContext {
  const name = `connector-${type}` as const;
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      say(chunk.toString());
      done();
    },
  });
  return {
    name,
    config: loadConfig(name, { KAFKA_BROKERS: '127.0.0.1:9092', ...env }),
    bus,
    topics,
    engines: createEngines(),
    log: createLogger({ logLevel: 'debug', logFormat: 'json' }, sink),
    metrics: new Metrics(),
    health: new Health(),
    tracing: noTracing,
    fatal: (error) => say(`FATAL ${String(error)}`),
  };
}
