import type { DocumentCode } from '../codes/document-codes.js';
import type { Engines } from '../engines.js';
import type { Json, JsonObject } from '../json.js';
import type { SecretPlace } from '../messages.js';
import type { Outcome } from '../result-type.js';

/** What templates and conditions can read; every lookup sees own properties only. */
export interface Scope {
  readonly event: Json;
  readonly steps: Json;
  readonly workflow: Json;
  readonly run: Json;
  /** Of a provider that a connection's template describes; workflows know no such root. */
  readonly sms?: Json;
  /** RFC 3339: the clock of planning, or the end of the last delay. Conditions may name it as the field `now`. */
  readonly now: string;
}

/** Why something could not be rendered; the action then ends `dead`, reason `rejected`. */
export interface RenderError {
  readonly code: DocumentCode;
  readonly message: string;
  /** JSON pointer into the action's params. */
  readonly pointer: string;
}

/** Params as a command carries them: '' stands where `secrets` has something to join. */
export interface RenderedParams {
  readonly params: JsonObject;
  readonly secrets: readonly SecretPlace[];
}

/** Params of one action, parsed once; renders them for one event. Never throws. */
export type ParamsRenderer = (scope: Scope, engines: Engines) => Outcome<RenderedParams, RenderError>;
