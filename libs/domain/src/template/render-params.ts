import type { Engines } from '../engines.js';
import type { JsonObject } from '../json.js';
import type { Landing } from '../manifest.js';
import { err, type Outcome } from '../result-type.js';
import type { ParamsRenderer, RenderedParams, RenderError, Scope } from './types.js';

type Landings = Readonly<Record<string, Landing>>;

/** Parses the templates of an action's params once; what it returns renders them for each event. */
export function compileParams(_params: JsonObject, _landings: Landings): ParamsRenderer {
  return () => err({ code: 'invalid_template', message: 'Not built yet.', pointer: '' });
}

/** {@link compileParams} for one use. */
export const renderParams = (
  params: JsonObject,
  landings: Landings,
  scope: Scope,
  engines: Engines,
): Outcome<RenderedParams, RenderError> => compileParams(params, landings)(scope, engines);
