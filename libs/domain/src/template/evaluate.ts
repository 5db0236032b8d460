import type { Engines } from '../engines.js';
import type { Json } from '../json.js';
import { lookup, type Path } from '../path.js';
import { ok, type Outcome } from '../result-type.js';
import { applyFilter } from './filters.js';
import type { Placeholder } from './parse.js';
import { MAX_WORK, refuse, type Refusal } from './text.js';
import type { Scope } from './types.js';

/** What rendering the params of one action may read and how much it has done. */
export class Rendering {
  private work = 0;

  constructor(
    readonly scope: Scope,
    readonly engines: Engines,
  ) {}

  /** undefined: missing. A value is data: nothing in it is ever looked at for placeholders. */
  evaluate({ path, filters }: Placeholder): Outcome<Json | undefined, Refusal> {
    let value = valueAt(this.scope, path);
    for (const filter of filters) {
      const filtered = applyFilter(filter, value, this.engines);
      if (!filtered.ok) return filtered;
      value = filtered.value;
      if (!this.afford(value)) return refuse('too_large', 'This renders far more text than an action may carry.');
    }
    return ok(value);
  }

  /** Counts what was produced; false: too much for one action. */
  afford(value: Json | undefined): boolean {
    this.work += typeof value === 'string' ? value.length : 1;
    return this.work <= MAX_WORK;
  }
}

/** `now` is for conditions alone, and secrets are never looked up. */
export function valueAt(scope: Scope, [root, ...rest]: Path): Json | undefined {
  const isRoot = root === 'event' || root === 'steps' || root === 'workflow' || root === 'run';
  return isRoot ? lookup(scope[root], rest) : undefined;
}

export const isSecretPath = ([root]: Path): boolean => root === 'secrets';
