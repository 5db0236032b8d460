import { commandId } from '../ids.js';
import { eventRef } from '../event.js';
import type { JsonObject } from '../json.js';
import type { Command, CommandError } from '../messages.js';
import { err, type Outcome } from '../result-type.js';
import { showParams } from '../template/show-params.js';
import type { RenderedParams } from '../template/types.js';
import { durationMs, type ActionStep } from '../workflow/document.js';
import type { CompiledAction } from './compile-workflow.js';
import { partitionKey } from './partition-key.js';
import { iso, type Run, type RunScope } from './run.js';
import type { PlannedAction } from './types.js';

/** The command of an action at the scope's clock. What cannot be rendered is planned all the same, refused, so that it ends with a history. */
export function planAction(action: CompiledAction, run: Run, scope: RunScope): PlannedAction {
  const { step, plan } = action;
  const { tenant, workflow, event, hopcount, traceparent } = run;
  const rendered = render(action, run, scope);
  const identity = { tenant, source: event.source, id: event.id };
  const properties = plan.eventFields && pickFields(event.properties, plan.eventFields);
  const command: Command = {
    id: commandId(identity, workflow.id, step.id, run.engines),
    tenant,
    workflow,
    run: scope.runId,
    step: step.id,
    connector: plan.connector,
    ...(step.connection !== undefined && { connection: step.connection }),
    ...contentOf(rendered),
    event: eventRef(event),
    ...(properties && { properties }),
    ...(hopcount !== undefined && { hopcount }),
    ...(plan.publishes && { publishes: plan.publishes }),
    lane: `${workflow.id}|${step.id}|${event.subject}`,
    delivery: plan.delivery,
    retry: plan.retry,
    timeoutMs: plan.timeoutMs,
    issuedAt: iso(run.now),
    ...(scope.clock > run.now && { notBefore: iso(scope.clock) }),
    ...(step.expiresAfter && { expiresAt: iso(expiry(step.expiresAfter, run)) }),
    ...(traceparent !== undefined && { traceparent }),
  };
  const params = rendered.ok ? showParams(rendered.value) : step.params;
  return { topic: plan.topic, key: partitionKey(plan.key, { tenant, connection: step.connection, params }), command };
}

function render(
  { render: compiled }: CompiledAction,
  run: Run,
  scope: RunScope,
): Outcome<RenderedParams, CommandError> {
  const rendered = compiled(scope, run.engines);
  if (rendered.ok) return rendered;
  const { code, message, pointer } = rendered.error;
  return err({ code, message: `${message} (params${pointer})`, class: 'permanent' });
}

function contentOf(rendered: Outcome<RenderedParams, CommandError>): Pick<Command, 'params' | 'secrets' | 'refused'> {
  if (!rendered.ok) return { params: {}, refused: rendered.error };
  const { params, secrets } = rendered.value;
  return { params, ...(secrets.length > 0 && { secrets }) };
}

function expiry(expiresAfter: NonNullable<ActionStep['expiresAfter']>, run: Run): number {
  const time = Date.parse(run.event.time);
  const from = run.replayof === undefined && time < run.receivedAt ? time : run.receivedAt;
  return from + durationMs(expiresAfter);
}

const pickFields = (properties: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
