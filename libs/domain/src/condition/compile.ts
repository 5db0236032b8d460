import type { Engines } from '../engines.js';
import type { Json } from '../json.js';
import type { Path } from '../path.js';
import { err, ok, type Outcome } from '../result-type.js';
import { templatePaths } from '../template/paths.js';
import { faultOf } from '../template/text.js';
import type { Scope } from '../template/types.js';
import { Report, type Problem } from '../workflow/check/problem.js';
import { celPaths } from '../cel/paths.js';
import { celNode } from './cel-node.js';
import { parseField } from './fields.js';
import { groupNode, itemProblems, leafNode, type Node } from './node.js';
import { checkConditionShape, GROUPS } from './shape.js';
import type { Condition, ConditionTrace } from './types.js';

export type CompiledCondition = (scope: Scope) => boolean;

/** Prepares a condition once; pointers of the problems are relative to it. Deciding never throws. */
export function compileCondition(
  condition: Condition,
  engines: Engines,
): Outcome<CompiledCondition, readonly Problem[]> {
  const node = build(asJson(condition), engines);
  return node.ok ? ok(node.value.holds) : node;
}

/** The same decision as {@link compileCondition}'s, leaf by leaf and in words. A condition that does not compile does not hold. */
export function traceCondition(condition: Condition, scope: Scope, engines: Engines): ConditionTrace {
  const node = build(asJson(condition), engines);
  if (node.ok) return node.value.trace(scope);
  const why = node.error.map(({ pointer, message }) => (pointer === '' ? message : `${pointer}: ${message}`)).join(' ');
  const kind = GROUPS.find((group) => group in condition) ?? ('cel' in condition ? 'cel' : 'leaf');
  return { pointer: '', held: false, kind, why: `It cannot be decided. ${why}` };
}

/** Everything that is wrong with a condition as it is about to be saved, whatever JSON it is. */
export function conditionProblems(condition: Json, engines: Engines): readonly Problem[] {
  const node = build(condition, engines);
  return node.ok ? [] : node.error;
}

/** Paths that a condition reads: its fields, the placeholders of its values, and what its expressions name. */
export function conditionPaths(condition: Condition): readonly Path[] {
  const { leaves, expressions } = checkConditionShape(new Report(), '', asJson(condition));
  const compared = leaves.flatMap(({ leaf, inItem }) => {
    // The value around it holds the placeholders of this one.
    if (inItem) return [];
    const field = parseField(leaf.field);
    return [...(field ? [field.path, ...(field.previous ? [field.previous] : [])] : []), ...templatePaths(leaf.value)];
  });
  return [...compared, ...expressions.flatMap(({ cel }) => celPaths(cel))];
}

function build(condition: Json, engines: Engines): Outcome<Node, readonly Problem[]> {
  // Everything after this recurses.
  const fault = faultOf(condition);
  if (fault) return err([{ pointer: '', code: 'too_deep', message: fault.message }]);
  const report = new Report();
  const { leaves: found, expressions } = checkConditionShape(report, '', condition);
  // What is beyond the limit is not worth preparing.
  const tooMany = report.errors.some(({ code }) => code === 'too_many');
  const reported = new Set(report.errors.map(({ pointer }) => pointer));
  const leaves = new Map<string, Node>();
  const add = (pointer: string, node: Outcome<Node, readonly Problem[]>) => {
    if (node.ok) leaves.set(pointer, node.value);
    else report.errors.push(...node.error.filter((problem) => !reported.has(problem.pointer)));
  };
  if (!tooMany) {
    for (const leaf of found) {
      if (leaf.inItem)
        report.errors.push(...itemProblems(leaf, engines).filter(({ pointer }) => !reported.has(pointer)));
      else add(leaf.pointer, leafNode(leaf, engines));
    }
    for (const expression of expressions) add(expression.pointer, celNode(expression, engines));
  }
  if (report.errors.length > 0) return err(report.errors);
  return ok(groupNode(condition as unknown as Condition, '', leaves));
}

const asJson = (condition: Condition): Json => condition as unknown as Json;
