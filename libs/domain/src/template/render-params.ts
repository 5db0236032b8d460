import type { Engines } from '../engines.js';
import { isJsonObject, type JsonObject } from '../json.js';
import type { Landing } from '../manifest.js';
import type { SecretPlace } from '../messages.js';
import { err, ok, type Outcome } from '../result-type.js';
import { at } from '../workflow/check/problem.js';
import { compileHeaders, compileValues } from './entries.js';
import { Rendering } from './evaluate.js';
import { compileTree, members, type Node } from './tree.js';
import { exceedsBytes, faultOf, MAX_PARAMS_BYTES, MAX_WORK, tooLarge } from './text.js';
import type { ParamsRenderer, RenderedParams, RenderError, Scope } from './types.js';

/** By parameter name; a parameter without one lands as `json`. */
type Landings = Readonly<Record<string, Landing>>;

/** Parses the templates of an action's params once; what it returns renders them for each event. */
export function compileParams(params: JsonObject, landings: Landings): ParamsRenderer {
  // Everything after this recurses.
  const fault = faultOf(params);
  if (fault) return () => err({ ...fault, pointer: '' });
  const nodes = Object.entries(params).map(([name, value]) => {
    const landing = Object.hasOwn(landings, name) ? (landings[name] ?? 'json') : 'json';
    const pointer = at('', name);
    if (landing === 'headers') return [name, compileHeaders(value, pointer)] as const;
    if (landing === 'values') return [name, compileValues(value, pointer)] as const;
    return [name, compileTree(value, landing, pointer)] as const;
  });
  return (scope, engines) => renderNodes(nodes, new Rendering(scope, engines, MAX_WORK));
}

/** {@link compileParams} for one use. */
export const renderParams = (
  params: JsonObject,
  landings: Landings,
  scope: Scope,
  engines: Engines,
): Outcome<RenderedParams, RenderError> => compileParams(params, landings)(scope, engines);

function renderNodes(
  nodes: readonly (readonly [string, Node])[],
  rendering: Rendering,
): Outcome<RenderedParams, RenderError> {
  const secrets: SecretPlace[] = [];
  const params = members(nodes, rendering, secrets);
  if (!params.ok) return params;
  if (exceedsBytes(JSON.stringify([params.value, secrets]), MAX_PARAMS_BYTES)) {
    const { error } = tooLarge('An action', MAX_PARAMS_BYTES);
    return err({ ...error, pointer: '' });
  }
  return ok({ params: isJsonObject(params.value) ? params.value : {}, secrets });
}
