import {
  catalogue,
  compileRecord,
  explain,
  type Engines,
  type JsonObject,
  type TelephonyEvent,
  type Topics,
  type WorkflowDocument,
  type WorkflowExplanation,
} from '@hookswitch/domain';
import { parseCloudEvent } from '@hookswitch/messaging';
import { ControlPlane, createHistory, type createPool, type ReadUnit } from '@hookswitch/persistence';
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { CLOCK, ENGINES, POOL, TOPICS, type Clock } from '../core/tokens.js';
import { invalid, invalidDocument, notFound } from '../problem/api-error.js';
import type { Mistake } from '../problem/request-codes.js';
import { DocumentChecker } from './document-checker.js';
import { withoutPayload } from './without-payload.js';
import type { DryRunBody, RecordedChoice, SampleChoice } from './workflow.dto.js';

/** A draft has no id yet; nothing is stored under this one. */
const DRAFT_ID = '00000000-0000-0000-0000-000000000000';

interface Chosen {
  readonly id: string;
  readonly version: number;
  readonly document: unknown;
  readonly pointer: string;
}

/** Plans a document for an event, with every comparison noted, and sends nothing. */
@Injectable()
export class DryRun {
  constructor(
    private readonly plane: ControlPlane,
    private readonly checker: DocumentChecker,
    @Inject(ENGINES) private readonly engines: Engines,
    @Inject(TOPICS) private readonly topics: Topics,
    @Inject(POOL) private readonly pool: ReturnType<typeof createPool>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Rejects with `invalid_document` for a wrong document or event. */
  async run(caller: Caller, body: DryRunBody) {
    const now = body.at === undefined ? this.clock() : Date.parse(body.at);
    const event = await this.event(caller.tenant, body, now);
    const { explanation, warnings } = await this.plane.read(caller, async (unit) => {
      const { id, version, document, pointer } = await chosen(unit, body);
      const checked = await this.checker.check(unit, caller, document);
      if (checked.errors.length > 0) throw invalidDocument(below(pointer, checked.errors));
      const source = { tenant: caller.tenant, id, version, revision: 0, topics: this.topics };
      const record = compileRecord(checked.document as WorkflowDocument, { ...source, manifests: checked.manifests });
      const tenant = await unit.tenants.find(caller.tenant);
      const eventTypes = (await unit.eventTypes.all()).map(({ definition }) => definition);
      const settings = { deriveCallEvents: tenant?.deriveCallEvents ?? true, eventTypes };
      const [found] = explain(event, [record], now, this.engines, settings);
      return { explanation: found, warnings: below(pointer, checked.warnings) };
    });
    if (!explanation) throw new Error('a dry run explained nothing');
    const masked = body.recorded !== undefined && !caller.scopes.has('payloads:read');
    return { ...show(masked ? withoutPayload(explanation) : explanation), warnings };
  }

  private async event(tenant: string, body: DryRunBody, now: number): Promise<TelephonyEvent> {
    const given = ['event', 'sample', 'recorded'].filter((name) => body[name as keyof DryRunBody] !== undefined);
    if (given.length !== 1) throw invalid('/event', 'required', 'Give one of "event", "sample" and "recorded".');
    if (body.recorded) return this.recorded(tenant, body.recorded);
    const envelope = body.sample ? await this.sample(tenant, body.sample) : body.event;
    const parsed = parseCloudEvent(envelope ?? {}, { tenant, receivedAt: now });
    if (!parsed.ok) throw invalidDocument(below('/event', parsed.error));
    return parsed.value;
  }

  private async recorded(tenant: string, { id, source }: RecordedChoice): Promise<TelephonyEvent> {
    const [first, second] = await createHistory(this.pool).event(tenant, id, source);
    if (!first)
      throw invalid('/recorded/id', 'unknown_event', 'No such event was recorded, or it is older than they are kept.');
    if (second) throw invalid('/recorded/source', 'required', 'Several sources use this id: say which one.');
    return first.event;
  }

  private async sample(tenant: string, { type, index = 0 }: SampleChoice): Promise<JsonObject> {
    const own = await this.plane.read({ tenant }, ({ eventTypes }) => eventTypes.find(type));
    const found = catalogue.find(({ name, aliases }) => name === type || aliases.includes(type)) ?? own?.definition;
    if (!found) throw invalid('/sample/type', 'unknown_event_type', `There is no event type "${type}".`);
    const sample = found.samples[index];
    if (!sample) throw invalid('/sample/index', 'unknown_sample', `"${type}" has ${found.samples.length} samples.`);
    return sample;
  }
}

async function chosen({ workflows }: ReadUnit, { document, workflow }: DryRunBody): Promise<Chosen> {
  if ((document === undefined) === (workflow === undefined)) {
    throw invalid('/document', 'required', 'Give one of "document" and "workflow".');
  }
  if (workflow === undefined) return { id: DRAFT_ID, version: 0, document, pointer: '/document' };
  const saved = await workflows.find(workflow);
  if (!saved) throw notFound();
  return { id: saved.id, version: saved.version, document: saved.document, pointer: '' };
}

const below = (pointer: string, problems: readonly Mistake[]): readonly Mistake[] =>
  problems.map((problem) => ({ ...problem, pointer: pointer + problem.pointer }));

/** Commands as they would leave; what rules alone knows (the continuation) is left out. */
const show = ({ workflow, outcome, conditions, decision }: WorkflowExplanation) => ({
  workflow,
  outcome,
  conditions,
  ...(decision && {
    status: decision.status,
    ...(decision.reason !== undefined && { reason: decision.reason }),
    steps: decision.steps,
    commands: decision.commands.map(({ command }) => command),
  }),
});
