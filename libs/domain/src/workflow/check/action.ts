import { isJsonObject, type JsonObject } from '../../json.js';
import type { ConnectorManifest } from '../../manifest.js';
import type { Scope } from './context.js';
import { checkParams } from './params.js';
import { at } from './problem.js';
import { checkSettings } from './settings.js';
import { checkObject, kindOf, own } from './shape.js';

export const ACTION_FIELDS = {
  required: ['id', 'action', 'params'],
  optional: ['connection', 'onFailure', 'expiresAfter', 'delivery', 'retry', 'timeout'],
} as const;

/** Checks an action step and returns its manifest when the connector type is known. */
export function checkAction(scope: Scope, pointer: string, step: JsonObject): ConnectorManifest | undefined {
  const { report, context } = scope;
  checkObject(report, pointer, step, ACTION_FIELDS);
  const type = own(step, 'action');
  const manifest = typeof type === 'string' ? context.manifests.get(type) : undefined;
  if (type !== undefined && !manifest) {
    const hint = typeof type === 'string' ? report.hint(type, context.manifests.keys()) : '';
    report.error(at(pointer, 'action'), 'unknown_connector', `There is no connector ${JSON.stringify(type)}.${hint}`);
  }
  checkSettings(report, pointer, step, manifest);
  checkSameType(scope, pointer, step);
  const params = own(step, 'params');
  if (params !== undefined && !isJsonObject(params)) {
    report.error(at(pointer, 'params'), 'wrong_type', `Parameters are an object, not ${kindOf(params)}.`);
  }
  if (!manifest) return undefined;
  checkTriggers(scope, pointer, manifest);
  checkConnection(scope, pointer, step, manifest);
  if (isJsonObject(params))
    checkParams(scope, at(pointer, 'params'), params, { manifest, settings: settingsOf(scope, step) });
  return manifest;
}

/** Ledgers are per connector type: another type under the same step id would not see what was done. */
function checkSameType({ report, context }: Scope, pointer: string, step: JsonObject): void {
  const before = context.previous?.spec.steps.find(({ id }) => id === own(step, 'id'));
  if (!before || !('action' in before) || before.action === own(step, 'action')) return;
  const text = `Step "${before.id}" was of type "${before.action}"; give the new action another id.`;
  report.error(at(pointer, 'action'), 'step_type_changed', text);
}

function checkTriggers({ report, triggers }: Scope, pointer: string, manifest: ConnectorManifest): void {
  const allowed = manifest.triggers;
  const refused = triggers.filter(({ name }) => allowed && !allowed.includes(name)).map(({ name }) => name);
  if (allowed && refused.length > 0) {
    const text = `"${manifest.type}" works only under ${allowed.join(', ')}, not under ${refused.join(', ')}.`;
    report.error(at(pointer, 'action'), 'trigger_not_allowed', text);
  }
  const loop = triggers.find(({ name }) => manifest.publishes?.includes(name));
  if (loop) {
    const text = `"${manifest.type}" publishes ${loop.name}, which starts this workflow again.`;
    report.warning(at(pointer, 'action'), 'possible_loop', text);
  }
}

function checkConnection(
  { report, context }: Scope,
  pointer: string,
  step: JsonObject,
  manifest: ConnectorManifest,
): void {
  const name = own(step, 'connection');
  const place = at(pointer, 'connection');
  if (name === undefined) {
    const needed = manifest.connection?.secrets.some(({ required }) => required) ?? false;
    if (!needed || hasInlineSecret(step, manifest)) return;
    return report.error(
      place,
      'connection_required',
      `"${manifest.type}" needs a connection or its credentials in params.`,
    );
  }
  if (typeof name !== 'string')
    return report.error(place, 'wrong_type', `A connection is named by text, not ${kindOf(name)}.`);
  const connection = context.connections(name);
  if (!connection) return report.error(place, 'unknown_connection', `There is no connection "${name}".`);
  if (connection.connector !== manifest.type) {
    const text = `Connection "${name}" is for "${connection.connector}", not for "${manifest.type}".`;
    report.error(place, 'connection_of_other_type', text);
  }
}

/** Of the step's connection; none where it has no such connection, so that defaults hold. */
function settingsOf({ context }: Scope, step: JsonObject): JsonObject {
  const name = own(step, 'connection');
  return (typeof name === 'string' ? context.connections(name)?.settings : undefined) ?? {};
}

const hasInlineSecret = (step: JsonObject, { secretParams }: ConnectorManifest): boolean =>
  secretParams.some((path) => {
    let here = own(step, 'params');
    for (const name of path.split('.')) here = isJsonObject(here) ? own(here, name) : undefined;
    return here !== undefined && here !== null && here !== '';
  });
