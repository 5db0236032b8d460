import { topicNames, type Engines } from '@hookswitch/domain';
import type { EventBus } from '@hookswitch/messaging';
import type { Config } from '../config/config.js';
import type { Health } from '../health/health.js';
import type { Logger } from '../logging/logger.js';
import { meterBus } from '../metrics/meter-bus.js';
import type { Metrics } from '../metrics/metrics.js';
import type { Tracing } from '../tracing/tracing.js';
import type { RunningService, Service } from './service.js';

/** What the services of one process share. */
export interface ProcessContext {
  readonly config: Config;
  readonly engines: Engines;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly tracing: Tracing;
  readonly fatal: (error: unknown) => void;
}

export interface ServiceEntry {
  readonly service: Service;
  /** Its own, from `withSettings`; default: the process's. */
  readonly config?: Config;
}

/** Starts services one after another over one bus. When one does not start, those before it are closed and the promise rejects. */
export async function startServices(
  entries: readonly ServiceEntry[],
  shared: ProcessContext & { readonly bus: EventBus },
): Promise<RunningService> {
  const running: RunningService[] = [];
  const bus = meterBus(shared.bus, shared.metrics);
  const close = async () => {
    const failures: unknown[] = [];
    // Backwards: what came later may need what came before.
    for (const service of running.splice(0).reverse())
      await service.close().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
  try {
    for (const { service, config = shared.config } of entries) {
      const log = shared.log.child({ service: service.name });
      const health = shared.health.scope(service.name);
      const topics = topicNames(config.topicPrefix);
      running.push(await service.start({ ...shared, bus, name: service.name, config, log, health, topics }));
    }
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
  return { close };
}
