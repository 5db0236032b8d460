import { trace } from '@opentelemetry/api';

/** Ties a log line to the span that is active around it; nothing without tracing. */
export function traceFields(): Readonly<Record<string, string>> {
  const span = trace.getActiveSpan()?.spanContext();
  return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
}
