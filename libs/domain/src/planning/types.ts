import type { EventRef } from '../event.js';
import type { Json, JsonObject } from '../json.js';
import type { Command, PlannedCommand, RunStage, WorkflowRef } from '../messages.js';
import type { Step } from '../workflow/document.js';
import type { ActionPlan } from '../workflow/record.js';

/**
 * What a run that waits for a result needs to go on: the remaining steps and only the values that they read. It travels with the command,
 * sealed by rules, and comes back with the result; rules keeps nothing.
 */
export interface Continuation {
  readonly v: 1;
  readonly tenant: string;
  readonly run: string;
  readonly workflow: WorkflowRef;
  readonly event: EventRef & {
    readonly properties: JsonObject;
    readonly hopcount?: number;
    readonly replayof?: string;
  };
  /** Step id of the awaited action. */
  readonly after: string;
  /** Its command. */
  readonly command: string;
  readonly onFailure: 'stop' | 'continue';
  readonly remaining: readonly Step[];
  readonly actions: Readonly<Record<string, ActionPlan>>;
  /** Earlier awaited steps, by id: `{ status, output }`. */
  readonly steps: Readonly<Record<string, Json>>;
  /** Receipt of the event, RFC 3339: `expiresAfter` counts from the earlier of this and the event's time; of a replay from this. */
  readonly receivedAt: string;
  readonly traceparent?: string;
}

/** A command as planned: rules seals the continuation into it before it leaves. */
export interface PlannedAction extends PlannedCommand {
  readonly command: Omit<Command, 'continuation'>;
  readonly continuation?: Continuation;
}

/** What `plan` and `advance` decide about one run. */
export interface Decision extends Omit<RunStage, 'commands'> {
  readonly commands: readonly PlannedAction[];
}
