import {
  catalogue,
  checkWorkflow,
  conditionProblems,
  extractInlineSecrets,
  isJsonArray,
  isJsonObject,
  templateProblems,
  type Engines,
  type EventType,
  type InlineSecret,
  type Json,
  type WorkflowContext,
  type WorkflowDocument,
} from '@hookswitch/domain';
import type { NewSecret, ReadUnit, StoredWorkflow } from '@hookswitch/persistence';
import { Inject, Injectable } from '@nestjs/common';
import { requireScope, type Caller } from '../auth/caller.js';
import { manifestsOf, type Manifests } from '../connectors/manifests.js';
import { SchemaChecker } from '../core/schema-checker.js';
import { ENGINES } from '../core/tokens.js';
import { invalidDocument } from '../problem/api-error.js';
import type { Mistake } from '../problem/request-codes.js';
import { mentionsOf } from '../secrets/mentions-of.js';
import { seal } from '../secrets/seal.js';
import { QUOTA_EXCEEDED, quotaExceeded } from '../tenants/quota-exceeded.js';
import { retentionOf } from '../tenants/retention.js';
import { quotaProblems } from './workflow-quotas.js';

const DAY_MS = 86_400_000;

export interface Checked {
  /** With references where credentials were typed in. */
  readonly document: unknown;
  readonly inline: readonly InlineSecret[];
  readonly errors: readonly Mistake[];
  readonly warnings: readonly Mistake[];
  readonly manifests: Manifests;
}

export interface Savable {
  readonly document: WorkflowDocument;
  readonly warnings: readonly Mistake[];
  /** To be stored with the document: what was typed into it, sealed. */
  readonly secrets: readonly NewSecret[];
  readonly manifests: Manifests;
}

/** Checks a document as it would be saved by this caller, now. */
@Injectable()
export class DocumentChecker {
  constructor(
    @Inject(ENGINES) private readonly engines: Engines,
    private readonly schemas: SchemaChecker,
  ) {}

  /** Stores nothing and seals nothing. Rejects with `missing_scope` for what the caller may not put into a document. */
  async check(unit: ReadUnit, caller: Caller, body: unknown, previous?: WorkflowDocument): Promise<Checked> {
    const manifests = await manifestsOf(unit);
    const { document, secrets } = extractInlineSecrets(body, manifests);
    if (secrets.length > 0) requireScope(caller, 'secrets:write');
    if (connectionsIn(document).length > 0) requireScope(caller, 'connections:use');
    const context = await this.context(unit, caller.tenant, manifests, secrets);
    const { errors, warnings } = checkWorkflow(document, { ...context, ...(previous && { previous }) });
    return { document, inline: secrets, errors, warnings, manifests };
  }

  /** As {@link check}, and whether the tenant may have it: what saving would say. `before`: the workflow that the document changes. */
  async judge(unit: ReadUnit, caller: Caller, body: unknown, before?: StoredWorkflow): Promise<Checked> {
    const checked = await this.check(unit, caller, body, before?.document);
    if (checked.errors.length > 0) return checked;
    const document = checked.document as WorkflowDocument;
    const { tenant } = caller;
    const eventTypes = await typesOf(unit);
    const typed = checked.inline.map(({ name, stepId }) => ({ name, pointer: paramsPointer(body, stepId) }));
    return { ...checked, errors: await quotaProblems(unit, { tenant, document, before, eventTypes, typed }) };
  }

  /** Rejects with `invalid_document`, `quota_exceeded`. */
  async savable(unit: ReadUnit, caller: Caller, body: unknown, before?: StoredWorkflow): Promise<Savable> {
    const { document, inline, errors, warnings, manifests } = await this.judge(unit, caller, body, before);
    if (errors.some(({ code }) => code === QUOTA_EXCEEDED)) throw quotaExceeded(errors);
    if (errors.length > 0) throw invalidDocument(errors);
    await refuseForeign(unit, inline, body, before?.id);
    const secrets = await Promise.all(inline.map((secret) => sealInline(caller.tenant, secret, manifests, body)));
    return { document: document as WorkflowDocument, warnings, secrets, manifests };
  }

  private async context(
    unit: ReadUnit,
    tenant: string,
    manifests: Manifests,
    inline: readonly InlineSecret[],
  ): Promise<WorkflowContext> {
    const connections = await unit.connections.byName();
    const names = await unit.secrets.names();
    const { runDays } = retentionOf(await unit.tenants.find(tenant));
    const inlineNames = new Set(inline.map(({ name }) => name));
    return {
      manifests,
      connections: (name) => connections.get(name),
      secretExists: (name) => inlineNames.has(name) || names.has(name),
      eventTypes: await typesOf(unit),
      runRetentionMs: runDays * DAY_MS,
      validateParams: ({ parameters }, params) => this.schemas.problems(parameters, params),
      conditionErrors: (condition) => conditionProblems(condition, this.engines),
      templateErrors: (text) => templateProblems(text, this.engines),
    };
  }
}

const typesOf = async ({ eventTypes }: ReadUnit): Promise<readonly EventType[]> => [
  ...catalogue,
  ...(await eventTypes.all()).map(({ definition }) => definition),
];

/** A workflow that was renamed keeps the names of its inline secrets; whoever takes its old name must not replace their values. */
async function refuseForeign(
  unit: ReadUnit,
  inline: readonly InlineSecret[],
  body: unknown,
  except: string | undefined,
): Promise<void> {
  const problems: Mistake[] = [];
  for (const { name, stepId } of inline) {
    const [user] = await unit.workflows.thatMention(mentionsOf(name), { ...(except !== undefined && { except }) });
    if (user === undefined) continue;
    const message = `The workflow "${user}" uses a credential that was typed in under the same workflow name and step id. Give this step another id, or store the credential as a secret.`;
    problems.push({ pointer: paramsPointer(body, stepId), code: 'inline_secret_in_use', message });
  }
  if (problems.length > 0) throw invalidDocument(problems);
}

async function sealInline(
  tenant: string,
  { name, connectorType, value, stepId, allowedHosts = [] }: InlineSecret,
  manifests: Manifests,
  body: unknown,
): Promise<NewSecret> {
  const manifest = manifests.get(connectorType);
  if (!manifest) throw new Error(`an inline secret of the unknown connector ${connectorType}`);
  const { sealed, kid, hint } = await seal(manifest, { tenant, name }, value, paramsPointer(body, stepId));
  return { name, hint, allowedHosts, seals: [{ connector: connectorType, sealed, kid }] };
}

const paramsPointer = (body: unknown, stepId: string): string =>
  `/spec/steps/${stepsIn(body).findIndex((step) => isJsonObject(step) && step.id === stepId)}/params`;

/** The document may still be wrong in any way. */
function stepsIn(document: unknown): readonly Json[] {
  const spec = isJsonObject(document) ? document.spec : undefined;
  const steps = isJsonObject(spec) ? spec.steps : undefined;
  return isJsonArray(steps) ? steps : [];
}

const connectionsIn = (document: unknown): readonly Json[] =>
  stepsIn(document).flatMap((step) => (isJsonObject(step) && step.connection !== undefined ? [step.connection] : []));
