import type { Engines } from '../engines.js';
import { isJsonArray, type Json } from '../json.js';
import { lookup, type Path } from '../path.js';
import { ok, type Outcome } from '../result-type.js';
import { applyFilter } from './filters.js';
import type { Placeholder } from './parse.js';
import { refuse, type Refusal } from './text.js';
import type { Scope } from './types.js';

/** What rendering one action or comparison may read, and how much it may still do: characters made and list elements seen. */
export class Rendering {
  constructor(
    readonly scope: Scope,
    readonly engines: Engines,
    private budget: number,
  ) {}

  /** undefined: missing. A value is data: nothing in it is ever looked at for placeholders. */
  evaluate({ path, filters }: Placeholder): Outcome<Json | undefined, Refusal> {
    let value = readerOf(path)(this.scope);
    for (const filter of filters) {
      if (isJsonArray(value)) this.budget -= value.length;
      const filtered = applyFilter(filter, value, this.engines);
      if (!filtered.ok) return filtered;
      value = filtered.value;
      if (!this.afford(value)) return refuse('too_large', 'This renders far more text than an action may carry.');
    }
    return ok(value);
  }

  /** Counts what was produced; false: too much for one action. */
  afford(value: Json | undefined): boolean {
    this.budget -= typeof value === 'string' ? value.length : 1;
    return this.budget >= 0;
  }
}

/** Looks a path up; a root that is none finds nothing. `now` is for conditions alone, and secrets are never looked up. */
export function readerOf([root, ...rest]: Path): (scope: Scope) => Json | undefined {
  const isRoot = root === 'event' || root === 'steps' || root === 'workflow' || root === 'run' || root === 'sms';
  return isRoot ? (scope) => lookup(scope[root] ?? null, rest) : () => undefined;
}

export const isSecretPath = ([root]: Path): boolean => root === 'secrets';
