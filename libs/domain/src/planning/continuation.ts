import type { JsonObject } from '../json.js';
import { eventRef } from '../event.js';
import type { Step } from '../workflow/document.js';
import type { CompiledAction, CompiledStep } from './compile-workflow.js';
import { pick } from './pick.js';
import { readPaths } from './read-paths.js';
import { iso, type Run } from './run.js';
import type { Continuation, PlannedAction } from './types.js';

/** Sealed and in base64 it grows by a third; command, result and runs message must carry it. */
export const MAX_CONTINUATION_BYTES = 128 * 1024;

/** What the run needs to go on after the awaited action: the steps behind it and only what they read. */
export function continuationOf(
  awaited: CompiledAction,
  { command }: PlannedAction,
  run: Run,
  rest: readonly CompiledStep[],
): Continuation {
  const remaining: readonly Step[] = rest.flatMap(({ step }) => step ?? []);
  const actions = Object.fromEntries(
    rest.flatMap((step) => (step.kind === 'action' ? [[step.step.id, step.plan] as const] : [])),
  );
  const paths = readPaths(remaining, actions);
  const { tenant, workflow, event, hopcount, replayof, traceparent } = run;
  return {
    v: 1,
    tenant,
    run: command.run,
    workflow,
    event: {
      ...eventRef(event),
      properties: pick(event.properties, paths.properties) as JsonObject,
      ...(hopcount !== undefined && { hopcount }),
      ...(replayof !== undefined && { replayof }),
    },
    after: awaited.step.id,
    command: command.id,
    onFailure: awaited.step.onFailure ?? 'stop',
    remaining,
    actions,
    steps: pick(run.steps, paths.steps) as JsonObject,
    receivedAt: iso(run.receivedAt),
    ...(traceparent !== undefined && { traceparent }),
  };
}
