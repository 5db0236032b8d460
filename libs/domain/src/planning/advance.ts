import type { Engines } from '../engines.js';
import { isEndState, type EndState, type Result, type StepRecord } from '../messages.js';
import { isCondition, isDelay, type Step } from '../workflow/document.js';
import { compileSteps } from './compile-workflow.js';
import { iso, runOfResult } from './run.js';
import type { Continuation, Decision } from './types.js';
import { walk } from './walk.js';
import { eventRef } from '../event.js';

/**
 * Takes a run on from the result of the action that it waited for. `now`: the result's `finishedAt` in milliseconds. undefined: nothing
 * follows, since the result ends nothing, or is of a redrive after a failure that the run went on from already.
 */
export function advance(
  result: Result,
  continuation: Continuation,
  now: number,
  engines: Engines,
): Decision | undefined {
  const { status, redrives, command } = result;
  if (!isEndState(status) || command !== continuation.command) return undefined;
  const goesOnAnyway = continuation.onFailure === 'continue';
  if (goesOnAnyway && redrives > 0) return undefined;
  if (status === 'cancelled' || (status !== 'succeeded' && !goesOnAnyway))
    return ended(continuation, status, result.reason, now);
  const steps = compileSteps(continuation.remaining, continuation.actions, engines);
  if (!steps.ok) return ended(continuation, 'dead', 'rejected', now);
  return walk(runOfResult(result, continuation, now, engines), steps.value);
}

/** The run ends where its awaited action did. */
function ended(continuation: Continuation, status: EndState, reason: string | undefined, now: number): Decision {
  const { run, workflow, event, tenant, after, remaining } = continuation;
  return {
    run,
    workflow,
    event: eventRef(event),
    tenant,
    after,
    status,
    ...(reason !== undefined && { reason }),
    steps: remaining.map((step) => ({ id: step.id, kind: kindOf(step), status: 'skipped' })),
    commands: [],
    at: iso(now),
  };
}

const kindOf = (step: Step): StepRecord['kind'] =>
  isCondition(step) ? 'condition' : isDelay(step) ? 'delay' : 'action';
