import type { Json } from '../json.js';

/** What templates and conditions can read; every lookup sees own properties only. */
export interface Scope {
  readonly event: Json;
  readonly steps: Json;
  readonly workflow: Json;
  readonly run: Json;
  /** RFC 3339: the clock of planning, or the end of the last delay. Conditions may name it as the field `now`. */
  readonly now: string;
}

/** Why something could not be rendered; the action then ends `dead`, reason `rejected`. */
export interface RenderError {
  /** `invalid_value`, `invalid_header`, `invalid_url`, `secret_not_allowed_here`, `too_large`. */
  readonly code: string;
  readonly message: string;
  /** JSON pointer into the action's params. */
  readonly pointer: string;
}
