import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span as OtelSpan,
  type Tracer,
} from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { Span, SpanOptions, Tracing } from './tracing.js';

/** Past this wait the sender's trace is over: the span begins its own and links to it. */
const LINK_AFTER_MS = 60_000;

/** Spans alone: metrics are Prometheus' and logs go to standard output. Nothing is instrumented behind our back. */
export function startOtelTracing(serviceName: string): Tracing {
  const sdk = new NodeSDK({
    serviceName: `hookswitch-${serviceName}`,
    instrumentations: [],
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  const tracer = trace.getTracer('hookswitch');
  const messaging = (operation: string, topic: string, options: SpanOptions = {}): SpanOptions => ({
    ...options,
    attributes: {
      'messaging.system': 'kafka',
      'messaging.operation.name': operation,
      'messaging.destination.name': topic,
      ...options.attributes,
    },
  });
  return {
    enabled: true,
    serve: (name, options) => start(tracer, SpanKind.SERVER, name, options),
    send: (topic, options) => start(tracer, SpanKind.PRODUCER, `send ${topic}`, messaging('send', topic, options)),
    process: (topic, options) =>
      start(tracer, SpanKind.CONSUMER, `process ${topic}`, messaging('process', topic, options)),
    call: (name, options) => start(tracer, SpanKind.CLIENT, name, options),
    within,
    close: async () => {
      await sdk.shutdown();
      // A later start in the same process registers its own.
      for (const api of [trace, context, propagation]) api.disable();
    },
  };
}

class RecordedSpan implements Span {
  readonly traceparent: string | undefined;
  constructor(readonly recorded: OtelSpan) {
    this.traceparent = traceparentOf(recorded);
  }
  set(attributes: Readonly<Record<string, string | number | boolean>>): void {
    this.recorded.setAttributes(attributes);
  }
  end(error?: unknown): void {
    if (error !== undefined) {
      this.recorded.setStatus({ code: SpanStatusCode.ERROR });
      this.recorded.setAttribute('error.type', errorType(error));
    }
    this.recorded.end();
  }
}

function start(tracer: Tracer, kind: SpanKind, name: string, options: SpanOptions = {}): Span {
  const sender =
    options.parent === undefined
      ? context.active()
      : propagation.extract(ROOT_CONTEXT, { traceparent: options.parent });
  const stale = (options.waitedMs ?? 0) > LINK_AFTER_MS;
  const linked = stale ? trace.getSpanContext(sender) : undefined;
  const span = tracer.startSpan(
    name,
    { kind, attributes: { ...options.attributes }, links: linked === undefined ? [] : [{ context: linked }] },
    stale ? ROOT_CONTEXT : sender,
  );
  return new RecordedSpan(span);
}

async function within<T>(span: Span, work: () => Promise<T>): Promise<T> {
  const active: Context =
    span instanceof RecordedSpan ? trace.setSpan(context.active(), span.recorded) : context.active();
  try {
    const done = await context.with(active, work);
    span.end();
    return done;
  } catch (error) {
    span.end(error);
    throw error;
  }
}

function traceparentOf(span: OtelSpan): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(trace.setSpan(ROOT_CONTEXT, span), carrier);
  return carrier.traceparent;
}

/** Low in cardinality and free of values: a code or a class. */
function errorType(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'error';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'error';
}
