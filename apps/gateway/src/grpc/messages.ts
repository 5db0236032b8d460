import type { Mistake } from '../problem/request-codes.js';

/** What the proto loader makes of the messages in `proto/hookswitch/v1`: camelCase, longs as text, absent fields undefined. */
export interface CloudEventMessage {
  readonly id?: string;
  readonly source?: string;
  readonly type?: string;
  readonly subject?: string;
  readonly time?: TimestampMessage;
  readonly traceparent?: string;
  readonly tracestate?: string;
  readonly data?: StructMessage;
  readonly dataJson?: Uint8Array;
}

export interface TimestampMessage {
  readonly seconds?: string | number;
  readonly nanos?: number;
}

export interface StructMessage {
  readonly fields?: Readonly<Record<string, ValueMessage>>;
}

export interface ValueMessage {
  readonly nullValue?: unknown;
  readonly numberValue?: number;
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly structValue?: StructMessage;
  readonly listValue?: { readonly values?: readonly ValueMessage[] };
}

export interface PublishRequest {
  readonly event?: CloudEventMessage;
}
export interface PublishBatchRequest {
  readonly events?: readonly CloudEventMessage[];
}

export interface OutcomeMessage {
  readonly id: string;
  readonly source: string;
  readonly status: 'STATUS_ACCEPTED' | 'STATUS_REJECTED' | 'STATUS_UNAVAILABLE';
  readonly problems: readonly Mistake[];
}
