import { BINARY } from './arithmetic.js';
import type { Eval, Frame } from './frame.js';
import type { CelBinary } from './syntax.js';
import { Fault, kindOf, type CelValue } from './values.js';

const notBoolean = (sign: string, value: CelValue) => new Fault(`"${sign}" needs true or false, not ${kindOf(value)}`);

export const constant =
  (value: CelValue): Eval =>
  () =>
    value;

export function not(evaluate: Eval): Eval {
  return (frame) => {
    const value = evaluate(frame);
    if (typeof value === 'boolean') return !value;
    return value instanceof Fault ? value : notBoolean('!', value);
  };
}

/** `&&` (decisive: false) and `||` (true): the side that decides does so even when the other one cannot be decided. */
export function logical(decisive: boolean, left: Eval, right: Eval): Eval {
  const sign = decisive ? '||' : '&&';
  return (frame) => {
    const one = left(frame);
    if (one === decisive) return decisive;
    const other = right(frame);
    if (other === decisive) return decisive;
    if (one instanceof Fault) return one;
    if (typeof one !== 'boolean') return notBoolean(sign, one);
    if (other instanceof Fault) return other;
    return typeof other === 'boolean' ? other : notBoolean(sign, other);
  };
}

/** `test ? yes : no` */
export function choice(test: Eval, yes: Eval, no: Eval): Eval {
  return (frame) => {
    const chosen = test(frame);
    if (typeof chosen === 'boolean') return chosen ? yes(frame) : no(frame);
    return chosen instanceof Fault ? chosen : notBoolean('?', chosen);
  };
}

export function negative(evaluate: Eval): Eval {
  return (frame) => {
    const value = evaluate(frame);
    if (typeof value === 'number') return -value;
    if (typeof value === 'bigint') return BINARY['-'](0n, value, frame.meter);
    return value instanceof Fault ? value : new Fault(`"-" does not work with ${kindOf(value)}`);
  };
}

export function binary(op: CelBinary, left: Eval, right: Eval): Eval {
  const operate = BINARY[op];
  return (frame) => {
    const one = left(frame);
    if (one instanceof Fault) return one;
    const other = right(frame);
    return other instanceof Fault ? other : operate(one, other, frame.meter);
  };
}

/** `{"a": 1}`; as many names as members. */
export function mapOf(names: readonly string[], members: readonly Eval[]): Eval {
  return (frame) => {
    const values = valuesOf(members, frame);
    if (values instanceof Fault) return values;
    return Object.fromEntries<CelValue>(names.map((name, index) => [name, values[index] ?? null]));
  };
}

/** All of them, or the first that has none. */
export function valuesOf(all: readonly Eval[], frame: Frame): readonly CelValue[] | Fault {
  const values: CelValue[] = [];
  for (const evaluate of all) {
    const value = evaluate(frame);
    if (value instanceof Fault) return value;
    values.push(value);
  }
  return values;
}
