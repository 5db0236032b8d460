import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metrics } from './metrics.js';

const RESOLUTION_MS = 10;
const NANOSECONDS = 1e9;
const MICROSECONDS = 1e6;

/** Event loop, heap and processor time under the names of OpenTelemetry. Once a process. */
export function meterRuntime(metrics: Metrics): void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const p99 = metrics.gauge('nodejs_eventloop_delay_p99_seconds');
  const heap = metrics.gauge('v8js_memory_heap_used_bytes');
  const cpu = metrics.counter('process_cpu_time_seconds_total');
  let counted = 0;
  metrics.beforeScrape(() => {
    p99.set(delay.percentile(99) / NANOSECONDS);
    delay.reset();
    heap.set(process.memoryUsage().heapUsed);
    const { user, system } = process.cpuUsage();
    const used = (user + system) / MICROSECONDS;
    cpu.inc(used - counted);
    counted = used;
  });
}
