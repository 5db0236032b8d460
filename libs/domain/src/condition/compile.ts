import type { Engines } from '../engines.js';
import type { Json } from '../json.js';
import type { Path } from '../path.js';
import { err, type Outcome } from '../result-type.js';
import type { Scope } from '../template/types.js';
import type { Problem } from '../workflow/check/problem.js';
import type { Condition, ConditionTrace } from './types.js';

export type CompiledCondition = (scope: Scope) => boolean;

/** Prepares a condition once; pointers of the problems are relative to it. */
export function compileCondition(
  _condition: Condition,
  _engines: Engines,
): Outcome<CompiledCondition, readonly Problem[]> {
  return err([]);
}

/** The same decision as {@link compileCondition}'s, leaf by leaf and in words. A condition that does not compile does not hold. */
export function traceCondition(_condition: Condition, _scope: Scope, _engines: Engines): ConditionTrace {
  return { pointer: '', held: false, kind: 'leaf', why: 'Not built yet.' };
}

/** Everything that is wrong with a condition as it is about to be saved, whatever JSON it is. */
export function conditionProblems(_condition: Json, _engines: Engines): readonly Problem[] {
  return [];
}

/** Paths that a condition reads: its fields and the placeholders of its values. */
export function conditionPaths(_condition: Condition): readonly Path[] {
  return [];
}
