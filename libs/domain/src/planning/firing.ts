import type { Engines } from '../engines.js';
import type { TelephonyEvent } from '../event.js';
import type { WorkflowRef } from '../messages.js';
import type { CompiledStep, CompiledWorkflow } from './compile-workflow.js';
import { eventView, runOfEvent, RunScope } from './run.js';
import type { WorkflowSet } from './workflow-set.js';

/** Workflows that an event fires, by id, without planning what they do. */
export function firing(
  event: TelephonyEvent,
  workflows: WorkflowSet,
  now: number,
  engines: Engines,
): readonly WorkflowRef[] {
  const view = eventView(event);
  const fires = ({ ref, decided, steps }: CompiledWorkflow) =>
    decided || opens(steps, new RunScope(runOfEvent(event, view, ref, now, engines)));
  return workflows
    .match(event, view)
    .filter(fires)
    .map(({ ref }) => ref);
}

/** Whether every condition in front of the first action or delay holds. */
function opens(steps: readonly CompiledStep[], scope: RunScope): boolean {
  for (const step of steps) {
    if (step.kind !== 'condition') return true;
    if (!step.holds(scope)) return false;
  }
  return true;
}
