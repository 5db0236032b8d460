import type { Engines } from '../engines.js';
import type { TelephonyEvent } from '../event.js';
import { isMeantFor } from './chosen.js';
import { limitFanOut } from './fan-out.js';
import { eventView, runOfEvent } from './run.js';
import type { Decision } from './types.js';
import { walk } from './walk.js';
import type { WorkflowSet } from './workflow-set.js';

/** What one event sets off, in the order of workflow ids. */
export interface EventPlan {
  readonly decisions: readonly Decision[];
  /** How many workflows had to be looked at. */
  readonly evaluated: number;
}

/**
 * What workflows do about an event. `now`: the broker's time stamp of its record, in milliseconds, so that reading again plans the same.
 * Never throws on whatever data an event carries.
 */
export const plan = (
  event: TelephonyEvent,
  workflows: WorkflowSet,
  now: number,
  engines: Engines,
): readonly Decision[] => planEvent(event, workflows, now, engines).decisions;

export function planEvent(event: TelephonyEvent, workflows: WorkflowSet, now: number, engines: Engines): EventPlan {
  const view = eventView(event);
  const candidates = workflows.candidates(event, view);
  const decisions: Decision[] = [];
  for (const { ref, steps } of candidates.workflows) {
    if (!isMeantFor(event, ref.id)) continue;
    const decision = walk(runOfEvent(event, view, ref, now, engines), steps);
    if (decision) decisions.push(decision);
  }
  return { decisions: limitFanOut(decisions), evaluated: candidates.tried };
}
