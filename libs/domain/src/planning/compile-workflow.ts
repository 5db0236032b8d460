import { compileCondition, type CompiledCondition } from '../condition/compile.js';
import type { Condition } from '../condition/types.js';
import type { Engines } from '../engines.js';
import type { WorkflowRef } from '../messages.js';
import { err, ok, type Outcome } from '../result-type.js';
import { compileParams } from '../template/render-params.js';
import type { ParamsRenderer } from '../template/types.js';
import { at, type Problem } from '../workflow/check/problem.js';
import {
  durationMs,
  isAction,
  isCondition,
  type ActionStep,
  type ConditionStep,
  type DelayStep,
  type Step,
} from '../workflow/document.js';
import type { ActionPlan, WorkflowRecord } from '../workflow/record.js';

/** A condition that is tried on the way; without a step it is the workflow's own. */
export interface CompiledGate {
  readonly kind: 'condition';
  readonly step?: ConditionStep;
  readonly condition: Condition;
  readonly holds: CompiledCondition;
}
export interface CompiledDelay {
  readonly kind: 'delay';
  readonly step: DelayStep;
  readonly ms: number;
}
export interface CompiledAction {
  readonly kind: 'action';
  readonly step: ActionStep;
  readonly plan: ActionPlan;
  readonly render: ParamsRenderer;
}
export type CompiledStep = CompiledGate | CompiledDelay | CompiledAction;

/** A workflow as planning uses it. */
export interface CompiledWorkflow {
  readonly ref: WorkflowRef;
  /** Whether the conditions in front of the first action or delay are known to hold: whoever finds it need not try them. */
  readonly decided: boolean;
  readonly steps: readonly CompiledStep[];
}

/** Fails with what the gateway should have refused; pointers are into the record. */
export function compileWorkflow(
  record: WorkflowRecord,
  engines: Engines,
): Outcome<CompiledWorkflow, readonly Problem[]> {
  const { id, name, version, spec, actions } = record;
  const own = spec.conditions ? compileGate(spec.conditions, engines) : ok([]);
  const steps = compileSteps(spec.steps, actions, engines);
  const problems = [
    ...(own.ok ? [] : own.error.map((problem) => under('/spec/conditions', problem))),
    ...(steps.ok ? [] : steps.error.map((problem) => under('/spec/steps', problem))),
  ];
  if (!own.ok || !steps.ok) return err(problems);
  return ok({ ref: { id, name, version }, decided: false, steps: [...own.value, ...steps.value] });
}

/** Pointers are into the list of steps. */
export function compileSteps(
  steps: readonly Step[],
  actions: Readonly<Record<string, ActionPlan>>,
  engines: Engines,
): Outcome<readonly CompiledStep[], readonly Problem[]> {
  const compiled: CompiledStep[] = [];
  const problems: Problem[] = [];
  steps.forEach((step, index) => {
    const outcome = compileStep(step, actions, engines);
    if (outcome.ok) compiled.push(...outcome.value);
    else problems.push(...outcome.error.map((problem) => under(at('', index), problem)));
  });
  return problems.length === 0 ? ok(compiled) : err(problems);
}

type Compiled = Outcome<readonly CompiledStep[], readonly Problem[]>;

function compileStep(step: Step, actions: Readonly<Record<string, ActionPlan>>, engines: Engines): Compiled {
  if (isCondition(step)) {
    const gate = compileGate(step.condition, engines, step);
    return gate.ok ? gate : err(gate.error.map((problem) => under('/condition', problem)));
  }
  if (!isAction(step)) return ok([{ kind: 'delay', step, ms: durationMs(step.delay) }]);
  const plan = Object.hasOwn(actions, step.id) ? actions[step.id] : undefined;
  if (plan) {
    const render = compileParams(step.params, plan.landings);
    return ok([{ kind: 'action', step, plan, render }]);
  }
  return err([{ pointer: '', code: 'missing_plan', message: `The record has no plan for the action "${step.id}".` }]);
}

function compileGate(condition: Condition, engines: Engines, step?: ConditionStep): Compiled {
  const holds = compileCondition(condition, engines);
  if (!holds.ok) return holds;
  return ok([{ kind: 'condition', condition, holds: holds.value, ...(step && { step }) }]);
}

const under = (pointer: string, problem: Problem): Problem => ({ ...problem, pointer: pointer + problem.pointer });
