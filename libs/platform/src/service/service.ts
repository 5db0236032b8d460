import type { Engines, Topics } from '@hookswitch/domain';
import type { EventBus } from '@hookswitch/messaging';
import type { Config } from '../config/config.js';
import type { ServiceName } from '../config/setting.js';
import type { Health } from '../health/health.js';
import type { Logger } from '../logging/logger.js';
import type { Metrics } from '../metrics/metrics.js';
import type { Tracing } from '../tracing/tracing.js';

/** What a process gives each service in it. Bus, metrics, health and tracing belong to the process: a service never closes them. */
export interface ServiceContext {
  readonly name: ServiceName;
  readonly config: Config;
  readonly bus: EventBus;
  readonly topics: Topics;
  readonly engines: Engines;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly tracing: Tracing;
  /** Ends the process with exit code 1, to be started again: for what cannot be mended from within. */
  readonly fatal: (error: unknown) => void;
}

/** An app, as `apps/<app>/src/index.ts` exports it and `runService` or standalone runs it. */
export interface Service {
  readonly name: ServiceName;
  /** Resolves once the service works; whatever it throws ends the process. */
  start(context: ServiceContext): Promise<RunningService>;
}

export interface RunningService {
  /** Stops taking work, finishes what runs, commits and publishes it. Called once, within the drain time. */
  close(): Promise<void>;
}
