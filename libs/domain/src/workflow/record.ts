import type { KeyPart, Landing } from '../manifest.js';
import type { ActionEvent, Delivery, RetryPolicy, WorkflowSpec } from './document.js';

/**
 * Value of `hookswitch.workflows.v1`: an enabled version, completed by the gateway with all that planning needs from manifests,
 * so that rules needs none. Key: tenant|workflow id; a tombstone removes it; readers drop lower revisions.
 */
export interface WorkflowRecord {
  readonly tenant: string;
  readonly id: string;
  readonly name: string;
  readonly version: number;
  /** Counts every change of the tenant's control plane. */
  readonly revision: number;
  readonly spec: WorkflowSpec;
  /** By step id. */
  readonly actions: Readonly<Record<string, ActionPlan>>;
}

export interface ActionPlan {
  readonly connector: string;
  readonly topic: string;
  readonly key: readonly KeyPart[];
  /** By parameter name; a parameter without one lands as `json`. */
  readonly landings: Readonly<Record<string, Landing>>;
  readonly delivery: Delivery;
  readonly retry: RetryPolicy;
  readonly timeoutMs: number;
  readonly eventFields?: readonly string[];
  /** The run waits for its result: a later step reads its output. */
  readonly awaited: boolean;
  /** As the workflow asks for it. */
  readonly publishes?: readonly ActionEvent[];
}
