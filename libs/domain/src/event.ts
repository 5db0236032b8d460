import type { JsonObject } from './json.js';

/**
 * An event as every service sees it after decoding: a CloudEvent 1.0 with its tenant.
 * `tenant` + `source` + `id` identify it; `subject` is the call (or message, contact) whose order is kept.
 */
export interface TelephonyEvent {
  readonly tenant: string;
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  /** RFC 3339; the time of receipt where the producer gave none. */
  readonly time: string;
  /** What templates see as `event.properties`. */
  readonly data: JsonObject;
  readonly traceparent?: string;
  readonly tracestate?: string;
  /** How many connectors have published on the way here; more than {@link MAX_HOPS} is a loop. */
  readonly hopcount?: number;
  /** Id of the event that this one replays. */
  readonly replayof?: string;
  /** Ids of the workflows that a replay is for, with commas between them; absent: all. */
  readonly replayworkflows?: string;
  /** Workflow revision of the tenant when the gateway took the event: rules waits for it briefly (read your own writes). */
  readonly revision?: number;
}

/** The part of an event that commands, results and runs repeat. */
export interface EventRef {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string;
  readonly time: string;
}

export const MAX_HOPS = 8;
export const MAX_EVENT_DATA_BYTES = 256 * 1024;

/** Leaves everything else behind. */
export const eventRef = ({ id, type, source, subject, time }: EventRef): EventRef => ({
  id,
  type,
  source,
  subject,
  time,
});
