import { conditionPaths } from '../condition/compile.js';
import type { ConnectorManifest } from '../manifest.js';
import { templatePaths } from '../template/paths.js';
import { topicNames, type Topics } from '../topics.js';
import {
  DEFAULT_RETRY,
  durationMs,
  isAction,
  isCondition,
  type ActionEvent,
  type ActionStep,
  type Step,
  type WorkflowDocument,
} from './document.js';
import type { ActionPlan, WorkflowRecord } from './record.js';

export interface RecordSource {
  readonly tenant: string;
  readonly id: string;
  readonly version: number;
  readonly revision: number;
  readonly manifests: ReadonlyMap<string, ConnectorManifest>;
  /** Topic names of the installation; wins over `prefix`. */
  readonly topics?: Topics;
  readonly prefix?: string;
}

/**
 * Completes a checked document for rules. Throws when an action's connector type has no manifest: checkWorkflow refuses such a
 * document, so it would be a bug.
 */
export function compileRecord(document: WorkflowDocument, source: RecordSource): WorkflowRecord {
  const { tenant, id, version, revision, manifests } = source;
  const topics = source.topics ?? topicNames(source.prefix);
  const { steps, publishes = [] } = document.spec;
  const read = steps.map(stepsReadBy);
  const actions = steps.flatMap((step, index) => {
    if (!isAction(step)) return [];
    const manifest = manifests.get(step.action);
    if (!manifest) throw new Error(`no manifest of connector "${step.action}"`);
    const awaited = read.slice(index + 1).some((ids) => ids.has(step.id));
    return [[step.id, planOf(step, manifest, { topics, awaited, publishes })] as const];
  });
  const name = document.metadata.name;
  return { tenant, id, name, version, revision, spec: document.spec, actions: Object.fromEntries(actions) };
}

interface PlanSource {
  readonly topics: Topics;
  readonly awaited: boolean;
  readonly publishes: readonly ActionEvent[];
}

function planOf(step: ActionStep, manifest: ConnectorManifest, { topics, awaited, publishes }: PlanSource): ActionPlan {
  return {
    connector: manifest.type,
    topic: topics.commands(manifest.type),
    key: manifest.partitionKey,
    landings: manifest.landings,
    delivery: step.delivery ?? manifest.delivery,
    retry: { ...DEFAULT_RETRY, ...manifest.retry, ...step.retry },
    timeoutMs: step.timeout ? durationMs(step.timeout) : manifest.timeoutMs,
    awaited,
    ...(manifest.eventFields && { eventFields: manifest.eventFields }),
    ...(publishes.length > 0 && { publishes }),
  };
}

/** Ids of the steps whose status or output a step reads, in templates or as a condition's field. */
function stepsReadBy(step: Step): ReadonlySet<string> {
  const paths = isAction(step) ? templatePaths(step.params) : isCondition(step) ? conditionPaths(step.condition) : [];
  return new Set(paths.flatMap(([root, id]) => (root === 'steps' && typeof id === 'string' ? [id] : [])));
}
