import { spend } from './meter.js';
import { CEL_VARIABLES } from './syntax.js';
import { bind, isStopped, type Eval, type Frame } from './frame.js';
import { Fault, isList, isMap, kindOf, type CelList, type CelValue } from './values.js';

/** Body of a macro for one element. */
type Body = (item: CelValue) => CelValue | Fault;
type Loop = (items: CelList, body: Body, frame: Frame, transform: Body) => CelValue | Fault;

const notBoolean = (value: CelValue) => new Fault(`a condition on an element gives ${kindOf(value)}`);

/** Like `&&` and `||`, it does without elements that cannot be decided when another one decides. */
const quantifier =
  (decisive: boolean): Loop =>
  (items, body, frame) => {
    let fault: Fault | undefined;
    for (const item of items) {
      const held = body(item);
      if (held === decisive) return decisive;
      if (held instanceof Fault) fault ??= held;
      else if (typeof held !== 'boolean') fault ??= notBoolean(held);
      if (isStopped(frame)) break;
    }
    return fault ?? !decisive;
  };

const existsOne: Loop = (items, body, frame) => {
  const kept = filter(items, body, frame, identity);
  return kept instanceof Fault || !isList(kept) ? kept : kept.length === 1;
};

const identity: Body = (item) => item;

/** Transforms the elements for which the body holds. */
const filter: Loop = (items, body, frame, transform) => {
  const kept: CelValue[] = [];
  for (const item of items) {
    const held = body(item);
    if (held instanceof Fault) return held;
    if (typeof held !== 'boolean') return notBoolean(held);
    const value = held ? transform(item) : undefined;
    if (value instanceof Fault) return value;
    if (value !== undefined) kept.push(value);
    if (isStopped(frame)) break;
  }
  return kept;
};

const LOOPS: ReadonlyMap<string, Loop> = new Map([
  ['all', quantifier(false)],
  ['exists', quantifier(true)],
  ['exists_one', existsOne],
  ['filter', filter],
  ['map', filter],
]);

export const isMacro = (name: string): boolean => LOOPS.has(name);

/** Names that an element may not have, since they mean something else. */
export const isVariable = (name: string): boolean => CEL_VARIABLES.some((known) => known === name);

const always: Eval = () => true;

/** `range.exists(name, body)`, or `range.map(name, body, transform)`. */
export function loopOf(macro: string, range: Eval, name: string, [body = always, transform]: readonly Eval[]): Eval {
  const loop = LOOPS.get(macro) ?? filter;
  const [test, give] = macro === 'map' && !transform ? [always, body] : [body, transform];
  return (frame) => {
    const over = range(frame);
    if (over instanceof Fault) return over;
    const items = itemsOf(over, frame);
    if (items instanceof Fault) return items;
    const inside =
      (evaluate: Eval): Body =>
      (item) =>
        evaluate(bind(frame, name, item));
    return loop(items, inside(test), frame, give ? inside(give) : identity);
  };
}

function itemsOf(over: CelValue, { meter }: Frame): CelList | Fault {
  if (isList(over)) return over;
  if (!isMap(over)) return new Fault(`${kindOf(over)} has no elements`);
  const names = Object.keys(over);
  spend(meter, names.length);
  return names;
}
