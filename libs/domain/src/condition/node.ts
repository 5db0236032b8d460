import type { Engines } from '../engines.js';
import { isJsonObject, type Json } from '../json.js';
import { err, ok, type Outcome } from '../result-type.js';
import { templateProblems } from '../template/problems.js';
import { templatePaths, templateTexts } from '../template/paths.js';
import type { Scope } from '../template/types.js';
import { at, type Problem } from '../workflow/check/problem.js';
import { explainGroup, explainLeaf } from './explain.js';
import { fieldReader, parseField, type Field } from './fields.js';
import { itemPath } from './items.js';
import { compileOperand, type OperandRefusal, type PrepareOperand } from './operand.js';
import type { FoundLeaf } from './shape.js';
import { traceItems } from './trace-items.js';
import { isQuantifier, type Condition, type ConditionLeaf, type ConditionTrace } from './types.js';

/** One leaf or group, prepared: `holds` decides, `trace` says why with the same decision. */
export interface Node {
  readonly holds: (scope: Scope) => boolean;
  readonly trace: (scope: Scope) => ConditionTrace;
}

type Leaves = ReadonlyMap<string, Node>;

/** Builds the tree over leaves that are prepared already, by pointer. */
export function groupNode(condition: Condition, pointer: string, leaves: Leaves): Node {
  if ('all' in condition) {
    const nodes = membersOf(condition.all, at(pointer, 'all'), leaves);
    return tracing('all', pointer, nodes, (scope) => nodes.every((node) => node.holds(scope)));
  }
  if ('any' in condition) {
    const nodes = membersOf(condition.any, at(pointer, 'any'), leaves);
    return tracing('any', pointer, nodes, (scope) => nodes.some((node) => node.holds(scope)));
  }
  if ('not' in condition) {
    const node = groupNode(condition.not, at(pointer, 'not'), leaves);
    return tracing('not', pointer, [node], (scope) => !node.holds(scope));
  }
  const leaf = leaves.get(pointer);
  if (!leaf) throw new Error(`no leaf at "${pointer}"`);
  return leaf;
}

const membersOf = (conditions: readonly Condition[], pointer: string, leaves: Leaves): readonly Node[] =>
  conditions.map((condition, index) => groupNode(condition, at(pointer, index), leaves));

function tracing(kind: 'all' | 'any' | 'not', pointer: string, nodes: readonly Node[], holds: Node['holds']): Node {
  return {
    holds,
    trace: (scope) => {
      const children = nodes.map((node) => node.trace(scope));
      return { pointer, held: holds(scope), kind, why: explainGroup(kind, children), children };
    },
  };
}

/** Prepares one comparison; everything that is wrong with it is reported. */
export function leafNode({ pointer, leaf, operator }: FoundLeaf, engines: Engines): Outcome<Node, readonly Problem[]> {
  const field = parseField(own(leaf, 'field'));
  const problems: Problem[] = [];
  if (!field && Object.hasOwn(leaf, 'field')) problems.push(badField(pointer));
  problems.push(...valueProblems(leaf.value, at(pointer, 'value'), engines));
  if (!operator || !field || problems.length > 0) return err(problems);
  if ((operator === 'changed' || operator === 'changed_to') && !field.previous) {
    const message = `"${operator}" needs a field of event.properties: nothing else has a previous value.`;
    return err([{ pointer: at(pointer, 'field'), code: 'no_previous_value', message }]);
  }
  const known = { ...leaf, operator } as unknown as ConditionLeaf;
  const operand = compileOperand(known, engines);
  // What is wrong inside a quantifier is reported where it is.
  if (!operand.ok) return err(isQuantifier(operator) ? [] : [atOperand(pointer, operand.error)]);
  return ok(preparedLeaf(known, pointer, field, operand.value, engines));
}

/** What is wrong with one comparison of an element, beside its shape and its placeholders. */
export function itemProblems({ pointer, leaf, operator }: FoundLeaf, engines: Engines): readonly Problem[] {
  if (!operator || isQuantifier(operator) || !itemPath(own(leaf, 'field'))) return [];
  if (operator === 'changed' || operator === 'changed_to') {
    const message = `"${operator}" does not work on elements: they have no previous value.`;
    return [{ pointer: at(pointer, 'operator'), code: 'no_previous_value', message }];
  }
  const operand = compileOperand({ ...leaf, operator } as unknown as ConditionLeaf, engines);
  return operand.ok ? [] : [atOperand(pointer, operand.error)];
}

const atOperand = (pointer: string, { below = [], code, message }: OperandRefusal): Problem => ({
  pointer: at(pointer, 'value', ...below),
  code,
  message,
});

function preparedLeaf(
  leaf: ConditionLeaf,
  pointer: string,
  field: Field,
  operand: PrepareOperand,
  engines: Engines,
): Node {
  const read = fieldReader(field.path);
  const previous = field.previous ? fieldReader(field.previous) : () => undefined;
  const holds = (scope: Scope): boolean => {
    const prepared = operand(scope);
    return prepared.ok && prepared.value.test(read(scope), previous(scope));
  };
  return {
    holds,
    trace: (scope) => {
      const [prepared, held, actual] = [operand(scope), holds(scope), read(scope)];
      const expected = prepared.ok ? prepared.value.expected : leaf.value;
      const why = prepared.ok
        ? explainLeaf(leaf, { held, actual, expected, previous: previous(scope) })
        : `the value cannot be compared with: ${prepared.error.message}`;
      const { field: name, operator } = leaf;
      const items =
        prepared.ok && isQuantifier(operator)
          ? traceItems(operator, expected, { items: actual, pointer: at(pointer, 'value'), engines })
          : undefined;
      return {
        ...{ pointer, held, kind: 'leaf', field: name, operator, why },
        ...(expected !== undefined && { expected }),
        ...(actual !== undefined && { actual }),
        ...(items && { why: items.why, children: items.children }),
      };
    },
  };
}

function badField(pointer: string): Problem {
  const message = 'A field is a path such as event.properties.direction, steps.crm.output.body.vip or now.';
  return { pointer: at(pointer, 'field'), code: 'invalid_path', message };
}

function valueProblems(value: Json | undefined, pointer: string, engines: Engines): readonly Problem[] {
  return templateTexts(value, pointer).flatMap(({ pointer: place, text }) => {
    const message = 'A secret must not be compared with.';
    const isSecret = templatePaths(text).some(([root]) => root === 'secrets');
    const secret: readonly Problem[] = isSecret ? [{ pointer: place, code: 'secret_not_allowed_here', message }] : [];
    return [...secret, ...templateProblems(text, engines).map((problem) => ({ pointer: place, ...problem }))];
  });
}

const own = (leaf: Json, name: string): Json | undefined =>
  isJsonObject(leaf) && Object.hasOwn(leaf, name) ? leaf[name] : undefined;
