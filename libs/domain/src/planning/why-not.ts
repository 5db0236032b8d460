import { traceCondition } from '../condition/compile.js';
import type { Condition, ConditionTrace } from '../condition/types.js';
import type { Engines } from '../engines.js';
import type { Scope } from '../template/types.js';

/** It stays in the run's history. */
const MAX_DETAIL = 500;

/** Why a condition does not hold: the reason of the first comparison that decided it. */
export function whyNot(condition: Condition, scope: Scope, engines: Engines): string {
  let trace: ConditionTrace = traceCondition(condition, scope, engines);
  for (;;) {
    const decisive = trace.kind === 'all' ? trace.children?.find(({ held }) => !held) : undefined;
    if (!decisive) return trace.why.slice(0, MAX_DETAIL);
    trace = decisive;
  }
}
