import type { EventType } from '../../catalogue/describe.js';
import type { Json, JsonObject } from '../../json.js';
import type { ConnectorManifest } from '../../manifest.js';
import type { WorkflowDocument } from '../document.js';
import type { Problem, Report } from './problem.js';

/** What checking needs to know about the tenant. All functions are pure and must not throw. */
export interface WorkflowContext {
  /** By connector type. */
  readonly manifests: ReadonlyMap<string, ConnectorManifest>;
  readonly connections: (name: string) => { readonly connector: string; readonly settings?: JsonObject } | undefined;
  readonly secretExists: (name: string) => boolean;
  /** The catalogue and the tenant's own types. */
  readonly eventTypes: readonly EventType[];
  /**
   * Checks an action's params against `manifest.parameters`; pointers are relative to `params`, codes are the schema's keywords
   * (`required`, `type`, `enum` …). It sees the templates as they are; see params.ts for what is then left out.
   */
  readonly validateParams: (manifest: ConnectorManifest, params: JsonObject) => readonly Problem[];
  /** `conditionProblems` with engines: patterns, operands, zones; pointers are relative to the condition. */
  readonly conditionErrors?: (condition: Json) => readonly Problem[];
  /** `templateProblems` with engines, which know zones and countries; without it, what can be told without them. */
  readonly templateErrors?: (text: string) => readonly Omit<Problem, 'pointer'>[];
  /** For how many milliseconds the tenant's runs are kept; default {@link RUN_RETENTION_MS}. No run may wait longer. */
  readonly runRetentionMs?: number;
  /** The version that is being replaced. */
  readonly previous?: WorkflowDocument;
}

/** A step that later ones can read. */
export interface EarlierStep {
  readonly kind: 'action' | 'condition' | 'delay';
  readonly manifest?: ConnectorManifest;
}

/** What the paths at one place of the document may name. */
export interface Scope {
  readonly report: Report;
  readonly context: WorkflowContext;
  /** Types of the trigger; empty when none is known. */
  readonly triggers: readonly EventType[];
  readonly earlier: ReadonlyMap<string, EarlierStep>;
  /** Ids of all steps, the later ones included. */
  readonly stepIds: ReadonlySet<string>;
}
