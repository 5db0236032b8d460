import {
  evaluatedOnEveryEvent,
  isJsonArray,
  isJsonObject,
  type EventType,
  type WorkflowDocument,
} from '@hookswitch/domain';
import type { ReadUnit, StoredWorkflow } from '@hookswitch/persistence';
import type { Mistake } from '../problem/request-codes.js';
import { quotasOf, type QuotaName } from '../tenants/quotas.js';

export const QUOTA_EXCEEDED = 'quota_exceeded';

interface Save {
  readonly tenant: string;
  /** Without mistakes. */
  readonly document: WorkflowDocument;
  /** What the document changes. */
  readonly before: StoredWorkflow | undefined;
  readonly eventTypes: readonly EventType[];
}

/** Why a document would take the tenant beyond what it may use. A quota that was lowered takes nothing away: only more is refused. */
export async function quotaProblems(
  { tenants, workflows }: Pick<ReadUnit, 'tenants' | 'workflows'>,
  { tenant, document, before, eventTypes }: Save,
): Promise<readonly Mistake[]> {
  const quotas = quotasOf(await tenants.find(tenant));
  const use = await workflows.use();
  const problems: Mistake[] = [];
  if (!before && use.workflows >= quotas.workflows)
    problems.push(
      exceeded('', 'workflows', `This tenant has ${use.workflows} of at most ${quotas.workflows} workflows.`),
    );
  const steps = document.spec.steps.length;
  if (steps > quotas.stepsPerWorkflow && steps > (before?.document.spec.steps.length ?? 0)) {
    const text = `A workflow of this tenant has at most ${quotas.stepsPerWorkflow} steps, this one has ${steps}.`;
    problems.push(exceeded('/spec/steps', 'stepsPerWorkflow', text));
  }
  if (isTried(document) && !(before && isTried(before.document)) && use.onEveryEvent >= quotas.everyEventWorkflows) {
    const text = `This tenant has ${use.onEveryEvent} of at most ${quotas.everyEventWorkflows} workflows that are evaluated on every event of their triggers. This one would not be with a condition before its first action that can be looked up${exampleOf(document, eventTypes)}.`;
    problems.push(exceeded('/spec/conditions', 'everyEventWorkflows', text));
  }
  return problems;
}

const isTried = ({ spec }: WorkflowDocument): boolean => spec.enabled && evaluatedOnEveryEvent(spec);

const exceeded = (pointer: string, quota: QuotaName, text: string): Mistake => ({
  pointer,
  code: QUOTA_EXCEEDED,
  message: `${text} (Quota "${quota}".)`,
});

/** By a field of the trigger that takes one of a few values, where there is one. */
function exampleOf({ spec }: WorkflowDocument, eventTypes: readonly EventType[]): string {
  const [trigger] = spec.trigger.events;
  const type = eventTypes.find(({ name, aliases }) => name === trigger || aliases.includes(trigger ?? ''));
  const { properties } = type?.dataSchema ?? {};
  for (const [name, schema] of Object.entries(isJsonObject(properties) ? properties : {})) {
    const choices = isJsonObject(schema) && isJsonArray(schema.enum) ? schema.enum : [];
    const choice = choices.find((value) => typeof value === 'string');
    if (choice !== undefined) return `, such as event.properties.${name} equals ${JSON.stringify(choice)}`;
  }
  return ', such as a field that equals, starts with or contains a text';
}
