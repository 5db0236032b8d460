import {
  evaluatedOnEveryEvent,
  isJsonArray,
  isJsonObject,
  type EventType,
  type WorkflowDocument,
} from '@hookswitch/domain';
import type { ReadUnit, StoredWorkflow } from '@hookswitch/persistence';
import type { Mistake } from '../problem/request-codes.js';
import { exceeded, hasAll } from '../tenants/quota-exceeded.js';
import { quotasOf } from '../tenants/quotas.js';

interface Save {
  readonly tenant: string;
  /** Without mistakes. */
  readonly document: WorkflowDocument;
  /** What the document changes. */
  readonly before: StoredWorkflow | undefined;
  readonly eventTypes: readonly EventType[];
  /** Credentials that were typed in, which become secrets. */
  readonly typed: readonly { readonly name: string; readonly pointer: string }[];
}

/** Why a document would take the tenant beyond what it may use. A quota that was lowered takes nothing away: only more is refused. */
export async function quotaProblems(
  { tenants, workflows, secrets }: Pick<ReadUnit, 'tenants' | 'workflows' | 'secrets'>,
  { tenant, document, before, eventTypes, typed }: Save,
): Promise<readonly Mistake[]> {
  const quotas = quotasOf(await tenants.find(tenant));
  const use = await workflows.use();
  const problems: Mistake[] = [];
  if (!before && use.workflows >= quotas.workflows) problems.push(hasAll('workflows', use.workflows, quotas.workflows));
  const steps = document.spec.steps.length;
  if (steps > quotas.stepsPerWorkflow && steps > (before?.document.spec.steps.length ?? 0)) {
    const text = `A workflow of this tenant has at most ${quotas.stepsPerWorkflow} steps, this one has ${steps}.`;
    problems.push(exceeded('/spec/steps', 'stepsPerWorkflow', text));
  }
  if (isTried(document) && !(before && isTried(before.document)) && use.onEveryEvent >= quotas.everyEventWorkflows) {
    const text = `This tenant has ${use.onEveryEvent} of at most ${quotas.everyEventWorkflows} workflows that are evaluated on every event of their triggers. This one would not be with a condition before its first action that can be looked up${exampleOf(document, eventTypes)}.`;
    problems.push(exceeded('/spec/conditions', 'everyEventWorkflows', text));
  }
  return [...problems, ...(await secretProblems(secrets, typed, quotas.secrets))];
}

/** Each that there is no room for; one that takes the place of what it was before needs none. */
async function secretProblems(
  secrets: ReadUnit['secrets'],
  typed: Save['typed'],
  most: number,
): Promise<readonly Mistake[]> {
  if (typed.length === 0) return [];
  const names = await secrets.names();
  const more = typed.filter(({ name }) => !names.has(name));
  const text = `This tenant has ${names.size} of at most ${most} secrets, and this would be one of ${more.length} more.`;
  return more.slice(Math.max(0, most - names.size)).map(({ pointer }) => exceeded(pointer, 'secrets', text));
}

const isTried = ({ spec }: WorkflowDocument): boolean => spec.enabled && evaluatedOnEveryEvent(spec);

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
