import { compileCel, type CelExpression, type Verdict } from '../cel/expression.js';
import { celPaths } from '../cel/paths.js';
import type { Engines } from '../engines.js';
import type { Json } from '../json.js';
import type { Path } from '../path.js';
import { err, ok, type Outcome } from '../result-type.js';
import { joinPath } from '../template/paths.js';
import { quote } from '../template/text.js';
import type { Scope } from '../template/types.js';
import { at, type Problem } from '../workflow/check/problem.js';
import { fieldReader } from './fields.js';
import type { Node } from './node.js';
import type { FoundCel } from './shape.js';

/** Values that a trace shows; the rest can be looked up in the event. */
const MAX_SHOWN = 10;

/** Prepares an expression; what cannot be decided for an event does not hold. */
export function celNode({ pointer, cel }: FoundCel, engines: Engines): Outcome<Node, readonly Problem[]> {
  const compiled = compileCel(cel, engines);
  if (!compiled.ok) return err(compiled.error.map((problem) => ({ pointer: at(pointer, 'cel'), ...problem })));
  const expression = compiled.value;
  const reads = readsOf(cel);
  const holds = (scope: Scope) => expression.decide(scope) === true;
  return ok({
    holds,
    trace: (scope) => {
      const verdict = expression.decide(scope);
      const why = explainVerdict(expression, verdict, scope);
      const actual = valuesIn(reads, scope);
      return { pointer, held: verdict === true, kind: 'cel', cel, ...(actual && { actual }), why };
    },
  });
}

interface Read {
  readonly name: string;
  readonly read: (scope: Scope) => Json | undefined;
}

/** Roots and all properties are too much to show. */
const isField = ([root, part, ...below]: Path): boolean =>
  root === 'now' || below.length > 0 || (part !== undefined && part !== 'properties');

const readsOf = (text: string): readonly Read[] =>
  celPaths(text)
    .filter(isField)
    .map((path) => ({ name: joinPath(path), read: fieldReader(path) }));

function valuesIn(reads: readonly Read[], scope: Scope): Json | undefined {
  const values = reads.slice(0, MAX_SHOWN).flatMap(({ name, read }) => {
    const value = read(scope);
    return value === undefined ? [] : [[name, value] as const];
  });
  return values.length === 0 ? undefined : Object.fromEntries(values);
}

/** Of several clauses the first that does not hold says why. */
function explainVerdict(expression: CelExpression, verdict: Verdict, scope: Scope): string {
  if (typeof verdict !== 'boolean') return `it cannot be decided and counts as false: ${verdict.undecided}`;
  if (verdict) return `it holds${withValues(expression.text, scope)}`;
  const clauses = expression.clauses();
  const decisive = clauses.find(({ decide }) => decide(scope) === false);
  if (!decisive || clauses.length === 1) return `it is false${withValues(expression.text, scope)}`;
  return `${quote(decisive.text).slice(1, -1)} is false${withValues(decisive.text, scope)}`;
}

function withValues(text: string, scope: Scope): string {
  const said = readsOf(text)
    .slice(0, MAX_SHOWN)
    .map(({ name, read }) => {
      const value = read(scope);
      return value === undefined ? `${name} missing` : `${name} ${quote(value)}`;
    });
  return said.length === 0 ? '' : `, with ${said.join(', ')}`;
}
