import { resolveTrigger } from '../catalogue/catalogue.js';
import { triggersOf } from '../catalogue/derived.js';
import { traceCondition } from '../condition/compile.js';
import type { ConditionTrace } from '../condition/types.js';
import type { Engines } from '../engines.js';
import type { TelephonyEvent } from '../event.js';
import type { TenantRecord, WorkflowRef } from '../messages.js';
import type { Problem } from '../workflow/check/problem.js';
import type { WorkflowRecord } from '../workflow/record.js';
import { isMeantFor } from './chosen.js';
import { compileWorkflow } from './compile-workflow.js';
import { limitFanOut } from './fan-out.js';
import { eventView, runOfEvent } from './run.js';
import type { Decision } from './types.js';
import { walk, type Judge } from './walk.js';

/** A condition that was tried: of a step, or the workflow's own. */
export interface GateTrace {
  readonly step?: string;
  readonly trace: ConditionTrace;
}

/**
 * What one workflow makes of an event. `fired`: see `decision` · `conditions`: the last of `conditions` says why not · `trigger`: it does
 * not listen for such events, or the event is a replay for others · `invalid`: the record cannot be compiled, see `problems`.
 */
export interface WorkflowExplanation {
  readonly workflow: WorkflowRef;
  readonly outcome: 'fired' | 'conditions' | 'trigger' | 'invalid';
  /** In the order in which they were tried. */
  readonly conditions: readonly GateTrace[];
  /** What planning decides: the steps, and the commands as they would leave. */
  readonly decision?: Decision;
  readonly problems?: readonly Problem[];
}

/** Plans as `plan` does, with every comparison noted: for `/explain` and dry runs. In the order of workflow ids. Sends nothing. */
export function explain(
  event: TelephonyEvent,
  records: readonly WorkflowRecord[],
  now: number,
  engines: Engines,
  { deriveCallEvents, eventTypes }: Pick<TenantRecord, 'deriveCallEvents'> & Partial<Pick<TenantRecord, 'eventTypes'>>,
): readonly WorkflowExplanation[] {
  const triggers = triggersOf(event, deriveCallEvents, eventTypes);
  const explained = records
    .toSorted((left, right) => (left.id < right.id ? -1 : 1))
    .map((record) => explainOne(event, record, triggers, now, engines));
  const limited = limitFanOut(explained.flatMap(({ decision }) => decision ?? []));
  const byRun = new Map(limited.map((decision) => [decision.run, decision]));
  return explained.map((one) => {
    const decision = one.decision && byRun.get(one.decision.run);
    return decision ? { ...one, decision } : one;
  });
}

function explainOne(
  event: TelephonyEvent,
  record: WorkflowRecord,
  triggers: readonly string[],
  now: number,
  engines: Engines,
): WorkflowExplanation {
  const { id, name, version, spec } = record;
  const workflow = { id, name, version };
  if (!isMeantFor(event, id) || !spec.trigger.events.some((trigger) => triggers.includes(resolveTrigger(trigger))))
    return { workflow, outcome: 'trigger', conditions: [] };
  const compiled = compileWorkflow(record, engines);
  if (!compiled.ok) return { workflow, outcome: 'invalid', conditions: [], problems: compiled.error };
  const conditions: GateTrace[] = [];
  const note: Judge = ({ condition, step }, scope) => {
    const trace = traceCondition(condition, scope, engines);
    conditions.push({ trace, ...(step && { step: step.id }) });
    return trace.held;
  };
  const decision = walk(runOfEvent(event, eventView(event), workflow, now, engines), compiled.value.steps, note);
  return decision
    ? { workflow, outcome: 'fired', conditions, decision }
    : { workflow, outcome: 'conditions', conditions };
}
