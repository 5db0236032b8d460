import type {
  CommandError,
  EventRef,
  Json,
  PlannedCommand,
  RunStatus,
  TelephonyEvent,
  WorkflowRef,
} from '@hookswitch/domain';
import type { DeadLetterDetail, DeadLetterFilter, StoredDeadLetter } from './dead-letters.js';

export interface RunSummary {
  readonly id: string;
  readonly tenant: string;
  readonly workflow: WorkflowRef;
  readonly event: Omit<EventRef, 'time'>;
  readonly status: RunStatus;
  readonly reason?: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly endedAt?: string;
}

export interface RunStep {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly detail?: string;
  readonly command?: RunCommand;
}

export interface RunCommand {
  readonly id: string;
  readonly connector: string;
  /** Absent until rules' account of it has been read. */
  readonly planned?: PlannedCommand;
  readonly status: string;
  readonly reason?: string;
  readonly redrives: number;
  readonly output?: Json;
  readonly error?: CommandError;
  readonly nextAttemptAt?: string;
  readonly attempts: readonly RunAttempt[];
  /** What the provider reported later, oldest first; absent until it has. */
  readonly deliveries?: readonly Delivery[];
}

/** What a delivery receipt said. */
export interface Delivery {
  readonly status: 'delivered' | 'undelivered';
  /** RFC 3339: when it came. */
  readonly at: string;
  readonly messageId?: string;
  /** The provider's. */
  readonly error?: { readonly code: string; readonly message?: string };
}

export interface RunAttempt {
  readonly seq: number;
  /** 0 when a state was reached without an attempt. */
  readonly attempt: number;
  readonly status?: string;
  readonly reason?: string;
  readonly outcome?: string;
  readonly error?: CommandError;
  readonly startedAt?: string;
  readonly finishedAt: string;
  readonly nextAttemptAt?: string;
}

export interface RunDetail extends RunSummary {
  readonly steps: readonly RunStep[];
}

export interface RunFilter {
  readonly workflow?: string;
  readonly subject?: string;
  readonly status?: string;
  readonly eventId?: string;
  /** E.164: the event's internal or external number, sender or recipient. */
  readonly number?: string;
  /** RFC 3339; inclusive. */
  readonly from?: string;
  /** RFC 3339; exclusive. */
  readonly to?: string;
}

export interface EventFilter {
  readonly type?: string;
  readonly subject?: string;
  readonly number?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Newest first; `after` is the last of the page before. */
export interface Page {
  readonly limit: number;
  readonly after?: { readonly at: string; readonly id: string };
}

export interface StoredEvent {
  readonly event: TelephonyEvent;
  readonly receivedAt: string;
  readonly position: { readonly partition: number; readonly offset: number };
  /** How many more times the same source and id came. */
  readonly duplicates: number;
  readonly bodiesDiffer: boolean;
}

/** Reads the run history of one tenant; another tenant's objects are as absent as those that exist nowhere. */
export interface History {
  runs(tenant: string, filter: RunFilter, page: Page): Promise<readonly RunSummary[]>;
  run(tenant: string, id: string): Promise<RunDetail | undefined>;
  /** By run id, of any tenant: a text that is another one after everything that was recorded of the run. What is not kept has none. */
  runMarks(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  events(tenant: string, filter: EventFilter, page: Page): Promise<readonly StoredEvent[]>;
  /** How many were received since then; RFC 3339. */
  eventsSince(tenant: string, from: string): Promise<number>;
  /** More than one when several sources use the same id. */
  event(tenant: string, id: string, source?: string): Promise<readonly StoredEvent[]>;
  /** What rules recorded about the place of an event: absent until it has been planned. */
  planned(
    tenant: string,
    event: StoredEvent,
    topic: string,
  ): Promise<{ readonly revision: number; readonly at: string } | undefined>;
  runsOf(tenant: string, event: { readonly id: string; readonly source: string }): Promise<readonly RunSummary[]>;
  deadLetters(tenant: string | undefined, filter: DeadLetterFilter, page: Page): Promise<readonly StoredDeadLetter[]>;
  deadLetter(tenant: string | undefined, id: string): Promise<DeadLetterDetail | undefined>;
}
