import { eventType, planEvent, type Engines, type TelephonyEvent } from '@hookswitch/domain';
import { decodeEvent, type BusRecord, type LetterReason } from '@hookswitch/messaging';
import type { ContinuationSealer } from '@hookswitch/platform';
import type { DeadLetters } from './dead-letters.js';
import type { DerivedAllowance } from './derived-allowance.js';
import type { RulesMeters } from './meters.js';
import { planInTurn, type BatchPlan, type Planner, type RecordPlan } from './planner.js';
import { sealed } from './sealing.js';
import { withinOffset } from './sized-stage.js';
import type { WorkflowState } from './workflow-state.js';

interface EventPlannerOptions {
  readonly state: WorkflowState;
  readonly engines: Engines;
  readonly sealer: ContinuationSealer;
  readonly deadLetters: DeadLetters;
  readonly meters: RulesMeters;
  readonly derived: DerivedAllowance;
  /** How long an event that came over the API waits for the workflows that its sender had saved before, in milliseconds. */
  readonly holdBackMs: number;
}

interface Refusal {
  readonly code: LetterReason;
  readonly message: string;
}

export class EventPlanner implements Planner {
  readonly accountsForAll = true;

  constructor(private readonly options: EventPlannerOptions) {}

  async plan(records: readonly BusRecord[]): Promise<BatchPlan> {
    const decoded = records.map((record) => ({ record, event: decodeEvent(record, { tenant: 'header' }) }));
    const events = decoded.flatMap(({ event }) => (event.ok ? [event.value] : []));
    await this.#holdBack(events);
    const { state } = this.options;
    const tenants = new Set(events.map(({ tenant }) => tenant));
    const revisions = Object.fromEntries([...tenants].map((tenant) => [tenant, state.workflows.revision(tenant)]));
    // What is planned after a change says so in an account of its own.
    const { changes } = state;
    const plans = await planInTurn(
      decoded,
      async ({ record, event }) =>
        event.ok ? this.#planOne(record, event.value) : this.#refuse(record, 'decode', event.error),
      () => state.changes === changes,
    );
    return { plans, revisions };
  }

  async #planOne(record: BusRecord, event: TelephonyEvent): Promise<RecordPlan> {
    const refusal = this.#refusal(event) ?? this.#excess(event, record.timestamp);
    if (refusal) return this.#refuse(record, 'plan', refusal, event);
    try {
      return await this.#decide(record, event);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return this.#refuse(record, 'plan', { code: 'planning_failed', message }, event);
    }
  }

  async #decide(record: BusRecord, event: TelephonyEvent): Promise<RecordPlan> {
    const { state, engines, sealer, meters } = this.options;
    const { decisions, evaluated } = planEvent(event, state.workflows, record.timestamp, engines);
    meters.evaluated.inc(evaluated);
    meters.matched.inc(decisions.length);
    const all = await Promise.all(decisions.map((decision) => sealed(decision, sealer)));
    const stages = withinOffset(all);
    if (stages.length === all.length) return { stages };
    const message = `${all.length - stages.length} of ${all.length} runs do not fit into the account of one event`;
    return this.#refuse(record, 'plan', { code: 'fan_out_limit', message }, event, stages);
  }

  #refusal({ tenant, type }: TelephonyEvent): Refusal | undefined {
    const { state } = this.options;
    const settings = state.workflows.tenant(tenant);
    if (!state.knows(tenant)) return { code: 'unknown_tenant', message: `There is no tenant "${tenant}".` };
    if (settings?.suspended) return { code: 'tenant_suspended', message: `The tenant "${tenant}" is suspended.` };
    if (!eventType(type) && !settings?.eventTypes.some(({ name, aliases }) => name === type || aliases.includes(type)))
      return { code: 'unknown_type', message: `There is no event type "${type}".` };
    return undefined;
  }

  /** Last of all: what is refused for another reason uses up nothing. */
  #excess({ tenant, hopcount = 0 }: TelephonyEvent, at: number): Refusal | undefined {
    if (hopcount === 0 || this.options.derived.take(tenant, at)) return undefined;
    const message = `The workflows of the tenant "${tenant}" lead to more events than it may have planned.`;
    return { code: 'derived_limit', message };
  }

  #refuse(
    record: BusRecord,
    stage: 'decode' | 'plan',
    refusal: Refusal,
    event?: TelephonyEvent,
    stages: RecordPlan['stages'] = [],
  ): RecordPlan {
    const ids = event && { tenant: event.tenant, event: event.id, source: event.source, subject: event.subject };
    return { stages, deadLetter: this.options.deadLetters.of(record, stage, refusal, ids) };
  }

  async #holdBack(events: readonly TelephonyEvent[]): Promise<void> {
    const { state, meters, holdBackMs } = this.options;
    const wanted = new Map<string, number>();
    for (const { tenant, revision } of events)
      if (revision !== undefined && !state.has(tenant, revision))
        wanted.set(tenant, Math.max(revision, wanted.get(tenant) ?? 0));
    if (wanted.size === 0) return;
    const reached = await state.reached(wanted, holdBackMs);
    meters.heldBack.inc({ outcome: reached ? 'reached' : 'timeout' });
  }
}
