import { exceedsBytes } from '../template/text.js';
import type { Scope } from '../template/types.js';
import type { RunStatus, StepRecord } from '../messages.js';
import { planAction } from './command.js';
import type { CompiledAction, CompiledDelay, CompiledGate, CompiledStep } from './compile-workflow.js';
import { continuationOf, MAX_CONTINUATION_BYTES } from './continuation.js';
import { iso, RunScope, type Run } from './run.js';
import type { Decision, PlannedAction } from './types.js';
import { eventRef } from '../event.js';
import { whyNot } from './why-not.js';

/** Decides a gate; explaining puts one here that notes why. */
export type Judge = (gate: CompiledGate, scope: Scope) => boolean;
const plainly: Judge = (gate, scope) => gate.holds(scope);

/**
 * Takes a run through its steps until it ends or must wait: planning, going on after a result, explaining and dry runs all come here.
 * undefined: a condition in front of the first action or delay does not hold, so the workflow does not fire.
 */
export const walk = (run: Run, steps: readonly CompiledStep[], judge: Judge = plainly): Decision | undefined =>
  new Walk(run, steps, judge).go();

class Walk {
  readonly #scope: RunScope;
  readonly #records: StepRecord[] = [];
  readonly #commands: PlannedAction[] = [];

  constructor(
    private readonly run: Run,
    private readonly steps: readonly CompiledStep[],
    private readonly judge: Judge,
  ) {
    this.#scope = new RunScope(run);
  }

  go(): Decision | undefined {
    let fires = this.run.after !== undefined;
    for (const [index, step] of this.steps.entries()) {
      if (step.kind === 'condition') {
        if (this.#pass(step)) continue;
        return fires ? this.#stop(step, index) : undefined;
      }
      fires = true;
      if (step.kind === 'delay') this.#delay(step);
      else if (this.#act(step, index)) return this.#decision('running');
    }
    return this.#decision('succeeded');
  }

  #pass(gate: CompiledGate): boolean {
    const held = this.judge(gate, this.#scope);
    if (held && gate.step) this.#records.push({ id: gate.step.id, kind: 'condition', status: 'passed' });
    return held;
  }

  #stop({ step, condition }: CompiledGate, index: number): Decision {
    const detail = whyNot(condition, this.#scope, this.run.engines);
    if (step) this.#records.push({ id: step.id, kind: 'condition', status: 'stopped', detail });
    this.#skip(index + 1);
    return this.#decision('skipped', 'condition_not_met');
  }

  #delay({ step, ms }: CompiledDelay): void {
    this.#scope.clock += ms;
    this.#records.push({ id: step.id, kind: 'delay', status: 'delayed', detail: iso(this.#scope.clock) });
  }

  /** Whether the run must wait, or cannot go on. */
  #act(action: CompiledAction, index: number): boolean {
    const planned = planAction(action, this.run, this.#scope);
    const record = { id: action.step.id, kind: 'action', command: planned.command.id } as const;
    const rest = this.steps.slice(index + 1);
    if (!action.plan.awaited || rest.length === 0) {
      this.#records.push({ ...record, status: 'sent' });
      this.#commands.push(planned);
      return false;
    }
    const continuation = continuationOf(action, planned, this.run, rest);
    if (!exceedsBytes(JSON.stringify(continuation), MAX_CONTINUATION_BYTES)) {
      this.#records.push({ ...record, status: 'awaited' });
      this.#commands.push({ ...planned, continuation });
      return true;
    }
    this.#records.push({ ...record, status: 'sent' });
    this.#commands.push(refusedFor(planned));
    this.#skip(index + 1);
    return true;
  }

  #skip(from: number): void {
    this.#records.push(...skipped(this.steps.slice(from)));
  }

  #decision(ended: RunStatus, reason?: string): Decision {
    const { tenant, workflow, event, after, now } = this.run;
    const open = this.#commands.length > 0;
    return {
      run: this.#scope.runId,
      workflow,
      event: eventRef(event),
      tenant,
      ...(after !== undefined && { after }),
      status: open ? 'running' : ended,
      ...(!open && reason !== undefined && { reason }),
      steps: this.#records,
      commands: this.#commands,
      at: iso(now),
    };
  }
}

/** Steps that a run never reaches. */
const skipped = (steps: readonly CompiledStep[]): readonly StepRecord[] =>
  steps.flatMap(({ kind, step }) => (step ? [{ id: step.id, kind, status: 'skipped' as const }] : []));

/** Its result would bring nothing back, so the run ends with it. */
function refusedFor({ command, ...planned }: PlannedAction): PlannedAction {
  const { secrets: _, ...bare } = command;
  const message = 'The steps behind this one and the values that they read have more than 128 KiB.';
  const refused = { code: 'continuation_too_large', message, class: 'permanent' } as const;
  return { ...planned, command: { ...bare, params: {}, refused } };
}
