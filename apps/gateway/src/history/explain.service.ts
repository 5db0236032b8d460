import {
  compileRecord,
  explain,
  showParams,
  type ConditionTrace,
  type Engines,
  type Topics,
  type WorkflowExplanation,
} from '@hookswitch/domain';
import { ControlPlane, type History, type StoredEvent } from '@hookswitch/persistence';
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { manifestsOf } from '../connectors/manifests.js';
import { ENGINES, TOPICS } from '../core/tokens.js';
import { notFound } from '../problem/api-error.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { stepWithoutPayload } from '../workflows/without-payload.js';
import { seesPayloads } from './show.js';
import { HISTORY } from './tokens.js';

/** Why workflows did or did not fire: the planner runs again on the stored event, with the workflows that were in force then. */
@Injectable()
export class ExplainService {
  constructor(
    @Inject(HISTORY) private readonly history: History,
    @Inject(ENGINES) private readonly engines: Engines,
    @Inject(TOPICS) private readonly topics: Topics,
    private readonly plane: ControlPlane,
    private readonly tenants: TenantDirectory,
  ) {}

  async explain(caller: Caller, eventId: string, source: string | undefined) {
    const { tenant } = caller;
    const [stored] = await this.history.event(tenant, eventId, source);
    if (!stored) throw notFound();
    const { id, source: from, type, subject, time } = stored.event;
    const planned = await this.history.planned(tenant, stored, this.topics.events);
    const event = { id, source: from, type, subject, time };
    if (!planned) return { event, planned: false, workflows: [] };
    const explained = await this.run(stored, planned.revision);
    const payloads = seesPayloads(caller);
    // A workflow that does not listen for such events explains itself.
    const concerned = explained.filter(({ outcome }) => outcome !== 'trigger');
    return { event, planned: true, revision: planned.revision, workflows: concerned.map((one) => show(one, payloads)) };
  }

  private async run({ event, receivedAt }: StoredEvent, revision: number): Promise<readonly WorkflowExplanation[]> {
    const { tenant } = event;
    const { records, eventTypes } = await this.plane.read({ tenant }, async (unit) => {
      const manifests = await manifestsOf(unit);
      const records = (await unit.workflows.enabledAt(revision)).map(({ document, ...workflow }) =>
        compileRecord(document, { ...workflow, manifests, topics: this.topics }),
      );
      return { records, eventTypes: (await unit.eventTypes.all()).map(({ definition }) => definition) };
    });
    const deriveCallEvents = this.tenants.find(tenant)?.deriveCallEvents ?? true;
    return explain(event, records, Date.parse(receivedAt), this.engines, { deriveCallEvents, eventTypes });
  }
}

function show({ workflow, outcome, conditions, decision, problems }: WorkflowExplanation, payloads: boolean) {
  return {
    workflow,
    fired: outcome === 'fired',
    conditions: conditions.map(({ step, trace }) => ({
      ...(step !== undefined && { step }),
      ...(payloads ? trace : withoutValues(trace)),
    })),
    ...(problems && { problems }),
    ...(decision && {
      run: decision.run,
      steps: payloads ? decision.steps : decision.steps.map(stepWithoutPayload),
      commands: decision.commands.map(
        ({ command: { id, step, connector, params, secrets, notBefore, expiresAt } }) => ({
          ...{ id, step, connector },
          ...(notBefore !== undefined && { notBefore }),
          ...(expiresAt !== undefined && { expiresAt }),
          ...(payloads && { params: showParams({ params, ...(secrets && { secrets }) }) }),
        }),
      ),
    }),
  };
}

/** What was compared is data of the call; that it was compared is not. */
function withoutValues({ actual, expected, why, children, ...trace }: ConditionTrace): object {
  return { ...trace, ...(children && { children: children.map(withoutValues) }) };
}
