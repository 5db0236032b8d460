/** Tenant, workflow, run, command and the like belong here rather than on metrics; headers, bodies and values never. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface SpanOptions {
  /** W3C `traceparent` of what led here. */
  readonly parent?: string | undefined;
  /** How long the message waited; after more than a minute the span gets a link instead of a parent. */
  readonly waitedMs?: number;
  readonly attributes?: SpanAttributes;
}

export interface Span {
  /** What travels on, as record header, in a command or in a request; without tracing simply the parent's. */
  readonly traceparent: string | undefined;
  set(attributes: SpanAttributes): void;
  /** With an error the span is marked as failed by its code. */
  end(error?: unknown): void;
}

/** Spans along the way intake → rules → command → attempt → target. Without `OTEL_EXPORTER_OTLP_ENDPOINT` every method is nearly free. */
export interface Tracing {
  readonly enabled: boolean;
  /** SERVER span of a request to one of our APIs. */
  serve(name: string, options?: SpanOptions): Span;
  /** PRODUCER span `send <topic>`. */
  send(topic: string, options?: SpanOptions): Span;
  /** CONSUMER span `process <topic>`. */
  process(topic: string, options?: SpanOptions): Span;
  /** CLIENT span of an attempt at a target. */
  call(name: string, options?: SpanOptions): Span;
  /** Runs the work with the span active, so that its log lines name the trace, and ends the span with the work's error, if any. */
  within<T>(span: Span, work: () => Promise<T>): Promise<T>;
  /** Sends what is still held back. */
  close(): Promise<void>;
}

const passThrough = (options: SpanOptions = {}): Span => ({
  traceparent: options.parent,
  set: () => undefined,
  end: () => undefined,
});

/** Carries trace contexts on without recording anything. */
export const noTracing: Tracing = {
  enabled: false,
  serve: (_name, options) => passThrough(options),
  send: (_topic, options) => passThrough(options),
  process: (_topic, options) => passThrough(options),
  call: (_name, options) => passThrough(options),
  within: (_span, work) => work(),
  close: () => Promise.resolve(),
};
