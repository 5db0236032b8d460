import type { ServiceName } from '../config/setting.js';
import { noTracing, type Tracing } from './tracing.js';

/**
 * Tracing as the environment asks for it. The SDK is loaded only when there is a collector: it costs start-up time and memory. The SDK reads
 * its own `OTEL_*` variables (protocol, headers, sampler) beside the endpoint.
 */
export async function startTracing(service: ServiceName, otlpEndpoint: string | undefined): Promise<Tracing> {
  if (otlpEndpoint === undefined) return noTracing;
  const { startOtelTracing } = await import('./otel-tracing.js');
  return startOtelTracing(service);
}
