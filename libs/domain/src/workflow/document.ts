import type { Condition } from '../condition/types.js';
import type { JsonObject } from '../json.js';

/** A workflow as a person writes it: the body of the API and the YAML file are the same. */
export interface WorkflowDocument {
  readonly apiVersion: 'hookswitch.io/v1';
  readonly kind: 'Workflow';
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec: WorkflowSpec;
}

export interface WorkflowSpec {
  readonly description?: string;
  readonly enabled: boolean;
  readonly trigger: { readonly events: readonly string[] };
  /** Shorthand for a first condition step. */
  readonly conditions?: Condition;
  readonly steps: readonly Step[];
  /** What the end of an action becomes an event of; nothing unless it is asked for. */
  readonly publishes?: readonly ActionEvent[];
}

export const ACTION_EVENTS = ['workflow.action_succeeded', 'workflow.action_dead'] as const;
export type ActionEvent = (typeof ACTION_EVENTS)[number];

export type Step = ConditionStep | DelayStep | ActionStep;
export interface ConditionStep {
  readonly id: string;
  readonly condition: Condition;
}
export interface DelayStep {
  readonly id: string;
  readonly delay: Duration;
}
export interface ActionStep {
  readonly id: string;
  /** Connector type: `http`, `sms`, `slack`, `stt` or a plug-in's own. */
  readonly action: string;
  /** Name of a connection of that type. */
  readonly connection?: string;
  readonly params: JsonObject;
  /** What the run does when this awaited action ends `dead` or expires; default `stop`. */
  readonly onFailure?: 'stop' | 'continue';
  readonly expiresAfter?: Duration;
  readonly delivery?: Delivery;
  readonly retry?: Partial<RetryPolicy>;
  readonly timeout?: Duration;
}

/** Parts add up; at least one is given, none is negative. */
export interface Duration {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
}

export type Delivery = 'at_least_once' | 'at_most_once';

export interface RetryPolicy {
  /** Attempts of one budget, the first included. */
  readonly maxAttempts: number;
  /** Milliseconds before the second attempt. */
  readonly initialInterval: number;
  readonly factor: number;
  /** Milliseconds. */
  readonly maxInterval: number;
  /** Milliseconds from the moment the command became due until it is given up. */
  readonly maxElapsed: number;
}

/** 1 s × 4 up to 6 h, 12 attempts within 30 h. */
export const DEFAULT_RETRY: RetryPolicy = {
  maxAttempts: 12,
  initialInterval: 1_000,
  factor: 4,
  maxInterval: 6 * 3_600_000,
  maxElapsed: 30 * 3_600_000,
};

export const isAction = (step: Step): step is ActionStep => 'action' in step;
export const isCondition = (step: Step): step is ConditionStep => 'condition' in step;
export const isDelay = (step: Step): step is DelayStep => 'delay' in step;

export const durationMs = ({ days = 0, hours = 0, minutes = 0, seconds = 0 }: Duration): number =>
  (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000;
