import type { createPool } from '@hookswitch/persistence';
import type { Metrics } from './metrics.js';

type Pool = ReturnType<typeof createPool>;

/**
 * Shows how busy a pool is. What holds a connection until it gives it back is one operation, be it a statement or a transaction; a listener
 * never does.
 */
export function meterPool(metrics: Metrics, name: string, pool: Pool): void {
  const connections = metrics.gauge('db_client_connection_count');
  const pending = metrics.gauge('db_client_connection_pending_requests');
  const duration = metrics.histogram('db_client_operation_duration_seconds');
  metrics.beforeScrape(() => {
    connections.set({ pool: name, state: 'idle' }, pool.idleCount);
    connections.set({ pool: name, state: 'used' }, pool.totalCount - pool.idleCount);
    pending.set({ pool: name }, pool.waitingCount);
  });
  const since = new WeakMap<object, number>();
  pool.on('acquire', (client) => since.set(client, performance.now()));
  pool.on('release', (_error, client) => {
    const started = since.get(client);
    if (started !== undefined) duration.observe({ pool: name }, (performance.now() - started) / 1_000);
  });
}
