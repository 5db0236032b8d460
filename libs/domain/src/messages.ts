import type { EventType } from './catalogue/describe.js';
import type { EventRef } from './event.js';
import type { Json, JsonObject } from './json.js';
import type { Landing } from './manifest.js';
import type { ActionEvent, Delivery, RetryPolicy } from './workflow/document.js';

export interface WorkflowRef {
  readonly id: string;
  readonly name: string;
  readonly version: number;
}

/** Value of `hookswitch.commands.<type>.v1`: one action to perform. */
export interface Command {
  /** UUIDv5 of (tenant, event source, event id, workflow id, step id): redelivery, retry and redrive keep it. */
  readonly id: string;
  readonly tenant: string;
  readonly workflow: WorkflowRef;
  readonly run: string;
  readonly step: string;
  readonly connector: string;
  readonly connection?: string;
  /** Rendered; '' stands where {@link secrets} has something to join. */
  readonly params: JsonObject;
  readonly secrets?: readonly SecretPlace[];
  readonly event: EventRef;
  /** The manifest's `eventFields` as the event had them. */
  readonly properties?: JsonObject;
  readonly hopcount?: number;
  /** Events that its end becomes, as the workflow asks for them. */
  readonly publishes?: readonly ActionEvent[];
  /** First attempts of one lane start in order. */
  readonly lane: string;
  readonly delivery: Delivery;
  readonly retry: RetryPolicy;
  readonly timeoutMs: number;
  /** RFC 3339. */
  readonly issuedAt: string;
  readonly notBefore?: string;
  readonly expiresAt?: string;
  /** Sealed by rules: a connector carries it and can neither read nor change it. */
  readonly continuation?: string;
  readonly traceparent?: string;
  /** It could not be rendered: the host ends it `dead`, reason `rejected`, without an attempt. */
  readonly refused?: CommandError;
}

/** A rendered leaf with secrets in it travels as its parts; the SDK joins them just before use. */
export interface SecretPlace {
  /** JSON pointer into `params`. */
  readonly pointer: string;
  readonly landing: Landing;
  readonly parts: readonly (string | { readonly secret: string })[];
}

export interface CommandError {
  readonly code: string;
  readonly message: string;
  /** `retry`, `retry-after`, `permanent`, `config`, `unknown`. */
  readonly class: ErrorClass;
}
export const ERROR_CLASSES = ['retry', 'retry-after', 'permanent', 'config', 'unknown'] as const;
export type ErrorClass = (typeof ERROR_CLASSES)[number];

export const END_STATES = ['succeeded', 'skipped', 'cancelled', 'dead'] as const;
export type EndState = (typeof END_STATES)[number];
export const DEAD_REASONS = ['rejected', 'exhausted', 'unknown', 'connection_broken'] as const;
export type DeadReason = (typeof DEAD_REASONS)[number];
/** `waiting`: between attempts · `pending`: the target works on a long job. */
export type CommandStatus = 'waiting' | 'pending' | EndState;
export const ATTEMPT_OUTCOMES = ['succeeded', 'retry', 'failed', 'unknown', 'pending'] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

/** Value of `hookswitch.results.v1`: what became of an attempt, or of the command. Readers dedupe on (command, seq). */
export interface Result {
  readonly command: string;
  /** Counted per command; the highest gives state, outcome and evidence. */
  readonly seq: number;
  readonly redrives: number;
  readonly tenant: string;
  readonly workflow: WorkflowRef;
  readonly connector: string;
  readonly event: EventRef;
  readonly run: string;
  readonly step: string;
  /** Absent for the late outcome of a fenced attempt: evidence only. */
  readonly status?: CommandStatus;
  /** Of `dead`: a {@link DeadReason}; of `skipped`: `expired`; of `cancelled`: `cancelled`. */
  readonly reason?: string;
  /** 0 when no attempt was made. */
  readonly attempt: number;
  readonly outcome?: AttemptOutcome;
  readonly output?: Json;
  readonly error?: CommandError;
  readonly startedAt?: string;
  readonly finishedAt: string;
  readonly nextAttemptAt?: string;
  /** Only with an end state. */
  readonly continuation?: string;
  readonly traceparent?: string;
}

export const isEndState = (status: CommandStatus | undefined): status is EndState =>
  status !== undefined && (END_STATES as readonly string[]).includes(status);

/** Value of `hookswitch.control.<type>.v1`. */
export type ControlMessage =
  | { readonly kind: 'cancel'; readonly tenant: string; readonly run: string; readonly by: string; readonly at: string }
  | {
      readonly kind: 'redrive';
      readonly tenant: string;
      readonly command: string;
      readonly redrives: number;
      readonly by: string;
      readonly at: string;
    }
  | {
      readonly kind: 'test';
      readonly tenant: string;
      readonly connection: string;
      readonly request: string;
      readonly at: string;
    }
  | ReceiptMessage;

/** A provider's later word on what a command sent, as its request came: who has the connection's secret judges it. */
export interface ReceiptMessage {
  readonly kind: 'receipt';
  readonly tenant: string;
  readonly provider: string;
  /** Id of the connection. */
  readonly connection: string;
  /** Absent: the URL is the whole connection's, and the receipt itself names the command. */
  readonly sent?: {
    readonly command: string;
    /** Of the event that led to the command. */
    readonly subject: string;
    /** Of the command. */
    readonly hopcount: number;
  };
  readonly method: 'GET' | 'POST';
  /** Path and query as they came: signatures are over them. */
  readonly target: string;
  /** Lower-case names; those that a signature or the body is read with. */
  readonly headers: Readonly<Record<string, string>>;
  /** Base64 of the bytes that came. */
  readonly body: string;
  readonly at: string;
}

export interface PlannedCommand {
  readonly topic: string;
  readonly key: string;
  readonly command: Command;
}

export interface StepRecord {
  readonly id: string;
  readonly kind: 'condition' | 'action' | 'delay';
  /** `sent`: command planned · `awaited`: planned, and the run waits for it · `skipped`: not reached. */
  readonly status: 'passed' | 'stopped' | 'sent' | 'awaited' | 'delayed' | 'skipped';
  readonly command?: string;
  /** Why a condition stopped the run, or until when a delay lasts. */
  readonly detail?: string;
}

export type RunStatus = 'running' | EndState;

/** How far one decision of rules took a run: its start, or what followed an awaited result. */
export interface RunStage {
  readonly run: string;
  readonly workflow: WorkflowRef;
  readonly event: EventRef;
  readonly tenant: string;
  /** Step id of the awaited action whose result led here; absent when the run starts. */
  readonly after?: string;
  /** `running` while commands of the run are open; otherwise where it ended and why. */
  readonly status: RunStatus;
  readonly reason?: string;
  readonly steps: readonly StepRecord[];
  readonly commands: readonly PlannedCommand[];
  readonly at: string;
}

/** Value of `hookswitch.runs.v1`: rules' account of its work, written before the commands it plans. */
export interface RunsMessage {
  readonly source: { readonly topic: string; readonly partition: number };
  /** Offsets covered: from (inclusive) to (exclusive). */
  readonly from: number;
  readonly to: number;
  readonly revisions: Readonly<Record<string, number>>;
  readonly engine: string;
  readonly stages: readonly (RunStage & { readonly offset: number })[];
}

/** Value of `hookswitch.connections.v1`. Key: tenant|connection|name, or tenant|secret|name for a loose secret. */
export type ConnectionRecord =
  | {
      readonly kind: 'connection';
      readonly tenant: string;
      readonly id: string;
      readonly name: string;
      readonly connector: string;
      readonly revision: number;
      readonly settings: JsonObject;
      readonly allowedHosts: readonly string[];
      /** Secret name to compact JWE. */
      readonly sealed: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'secret';
      readonly tenant: string;
      readonly name: string;
      readonly revision: number;
      readonly allowedHosts: readonly string[];
      /** Connector type to compact JWE. */
      readonly sealed: Readonly<Record<string, string>>;
    };

/** Value of `hookswitch.tenants.v1`, key: tenant. A tenant without a record does not exist, but for `default`. */
export interface TenantRecord {
  readonly tenant: string;
  readonly revision: number;
  /** `call.missed` and `call.voicemail_left` triggers match a fitting `call.ended` too. */
  readonly deriveCallEvents: boolean;
  readonly suspended: boolean;
  /** The tenant's own event types. */
  readonly eventTypes: readonly EventType[];
}

/** Value of `hookswitch.status.v1`, key: connector type|kind|what it is about. A tombstone: all is well. */
export type StatusRecord =
  | {
      /** Its commands wait without attempts until a person changes it. */
      readonly kind: 'needs_attention';
      readonly tenant: string;
      readonly connector: string;
      /** Connection name; `secrets.<name>` for a loose secret. */
      readonly connection: string;
      readonly error: CommandError;
      readonly at: string;
      /** Of the connection when it failed; another one settles it. */
      readonly revision?: number;
    }
  | {
      readonly kind: 'breaker_open';
      readonly tenant: string;
      readonly connector: string;
      /** Partition key without the tenant. */
      readonly key: string;
      readonly at: string;
    }
  | {
      /** Answer to the control message `test`; the host writes a tombstone a minute later. */
      readonly kind: 'test';
      readonly tenant: string;
      readonly connector: string;
      readonly request: string;
      readonly outcome: TestOutcome;
      readonly at: string;
    };

/** What trying a connection showed. */
export type TestOutcome =
  { readonly ok: true; readonly message: string } | { readonly ok: false; readonly error: CommandError };

/**
 * The gateway writes one with key `~snapshot` into every partition of the compacted topics `workflows.v1` and `tenants.v1` after a full
 * republish: only a topic with markers in all partitions is complete, an empty or re-created one never looks so.
 */
export const SNAPSHOT_KEY = '~snapshot';
export interface SnapshotMarker {
  readonly kind: 'snapshot';
  readonly at: string;
}
