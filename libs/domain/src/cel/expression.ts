import type { DocumentCode } from '../codes/document-codes.js';
import type { Engines } from '../engines.js';
import { err, ok, type Outcome } from '../result-type.js';
import type { Scope } from '../template/types.js';
import { CelCompiler, type CelSlip } from './compile.js';
import { isStopped, type Eval } from './frame.js';
import { MAX_CEL_STEPS } from './meter.js';
import { MAX_CEL_LENGTH, type CelSyntax } from './syntax.js';
import { Fault, kindOf } from './values.js';

/** What an expression comes to: whether it holds, or why nobody can tell. */
export type Verdict = boolean | { readonly undecided: string };

/** One expression, or one side of its outermost `&&`. */
export interface CelClause {
  readonly text: string;
  readonly decide: (scope: Scope) => Verdict;
}

export interface CelExpression extends CelClause {
  /** What must hold together; itself when it is no `&&`. For explanations, so they are prepared when asked for. */
  readonly clauses: () => readonly CelClause[];
  readonly ast: CelSyntax;
}

export interface CelProblem {
  readonly code: DocumentCode;
  /** Begins with line and column. */
  readonly message: string;
}

/** Reads, checks and prepares an expression once. Deciding never throws and takes at most {@link MAX_CEL_STEPS} steps. */
export function compileCel(text: string, engines: Engines): Outcome<CelExpression, readonly CelProblem[]> {
  if (text.length > MAX_CEL_LENGTH) {
    return err([{ code: 'too_long', message: `An expression has at most ${MAX_CEL_LENGTH} characters.` }]);
  }
  const parsed = engines.parseCel(text);
  if (!parsed.ok) {
    const { start, message, tooLarge } = parsed.error;
    return err([located(text, { start, message, code: tooLarge ? 'too_large' : 'cel_invalid' })]);
  }
  const { ast, type } = parsed.value;
  if (type !== 'bool' && type !== 'dyn') {
    const message = `An expression must give true or false, not ${type}.`;
    return err([located(text, { start: 0, code: 'cel_not_boolean', message })]);
  }
  const compiler = new CelCompiler(text, engines);
  const decide = decider(compiler.compile(ast));
  if (compiler.slips.length > 0) return err(compiler.slips.map((slip) => located(text, slip)));
  const clauseOf = (node: CelSyntax): CelClause => ({
    text: text.slice(node.start, node.end).trim(),
    decide: decider(compiler.compile(node)),
  });
  return ok({ text, decide, ast, clauses: () => clausesOf(ast).map(clauseOf) });
}

const decider =
  (evaluate: Eval): CelClause['decide'] =>
  (scope) => {
    const frame = { scope, meter: { left: MAX_CEL_STEPS } };
    const value = evaluate(frame);
    if (isStopped(frame)) return { undecided: `it takes over ${MAX_CEL_STEPS} steps` };
    if (value instanceof Fault) return { undecided: value.message };
    return typeof value === 'boolean' ? value : { undecided: `it gives ${kindOf(value)} instead of true or false` };
  };

/** `a && b && c` */
export function clausesOf(node: CelSyntax): readonly CelSyntax[] {
  const clauses: CelSyntax[] = [];
  const open: CelSyntax[] = [node];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.op === '&&') open.push(next.args[1], next.args[0]);
    else clauses.push(next);
  }
  return clauses;
}

function located(text: string, { code, message, start }: CelSlip): CelProblem {
  const before = text.slice(0, start).split('\n');
  return { code, message: `Line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${message}` };
}
