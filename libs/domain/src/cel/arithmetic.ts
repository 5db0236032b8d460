import type { CelBinary } from './syntax.js';
import { spend, stepsOfText, type Meter } from './meter.js';
import {
  compareCel,
  Duration,
  Fault,
  isList,
  isMap,
  isNumber,
  kindOf,
  sameCel,
  Timestamp,
  type CelValue,
} from './values.js';
import { durationOf, timestampOf } from './times.js';

type Operate = (left: CelValue, right: CelValue, meter: Meter) => CelValue | Fault;

const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 63n - 1n;
export const isInt64 = (value: bigint): boolean => value >= MIN_INT && value <= MAX_INT;
export const int64 = (value: bigint): bigint | Fault =>
  isInt64(value) ? value : new Fault('a whole number is too large');

interface Arithmetic {
  readonly int: (left: bigint, right: bigint) => bigint | Fault;
  readonly double: (left: number, right: number) => number;
}
/** A whole number of the expression that meets a number of the event counts as one, since JSON has one kind of number only. */
const arithmetic =
  ({ int, double }: Arithmetic, other: Operate): Operate =>
  (left, right, meter) => {
    if (!isNumber(left) || !isNumber(right)) return other(left, right, meter);
    if (typeof left === 'number' || typeof right === 'number') return double(Number(left), Number(right));
    const result = int(left, right);
    return typeof result === 'bigint' ? int64(result) : result;
  };

const unfit =
  (sign: string): Operate =>
  (left, right) =>
    new Fault(`"${sign}" does not work with ${kindOf(left)} and ${kindOf(right)}`);

const divide = (divided: (left: bigint, right: bigint) => bigint) => (left: bigint, right: bigint) =>
  right === 0n ? new Fault('a whole number is divided by zero') : divided(left, right);

const add: Operate = (left, right, meter) => {
  if (typeof left === 'string' && typeof right === 'string') {
    const isCheap = spend(meter, stepsOfText(left.length + right.length));
    return isCheap ? left + right : new Fault('it is too long');
  }
  if (isList(left) && isList(right)) {
    const isCheap = spend(meter, left.length + right.length);
    return isCheap ? [...left, ...right] : new Fault('it is too long');
  }
  if (left instanceof Duration && right instanceof Duration) return durationOf(left.ns + right.ns);
  if (left instanceof Timestamp && right instanceof Duration) return timestampOf(left.ns + right.ns);
  if (left instanceof Duration && right instanceof Timestamp) return timestampOf(left.ns + right.ns);
  return unfit('+')(left, right, meter);
};

const subtract: Operate = (left, right, meter) => {
  if (left instanceof Duration && right instanceof Duration) return durationOf(left.ns - right.ns);
  if (left instanceof Timestamp && right instanceof Duration) return timestampOf(left.ns - right.ns);
  if (left instanceof Timestamp && right instanceof Timestamp) return durationOf(left.ns - right.ns);
  return unfit('-')(left, right, meter);
};

const isIn: Operate = (item, range, meter) => {
  if (isList(range)) return range.some((each) => sameCel(item, each, meter));
  if (isMap(range)) return typeof item === 'string' && Object.hasOwn(range, item);
  return unfit('in')(item, range, meter);
};

const ordered =
  (sign: string, holds: (order: number) => boolean): Operate =>
  (left, right, meter) => {
    if (typeof left === 'string' && !spend(meter, stepsOfText(left.length))) return false;
    const order = compareCel(left, right);
    if (order !== undefined) return holds(order);
    return isNumber(left) && isNumber(right) ? false : unfit(sign)(left, right, meter);
  };

/** What stands between two values, but for `&&` and `||`, which may do without one of them. */
export const BINARY: Readonly<Record<CelBinary, Operate>> = {
  '==': (left, right, meter) => sameCel(left, right, meter),
  '!=': (left, right, meter) => !sameCel(left, right, meter),
  in: isIn,
  '+': arithmetic({ int: (left, right) => left + right, double: (left, right) => left + right }, add),
  '-': arithmetic({ int: (left, right) => left - right, double: (left, right) => left - right }, subtract),
  '*': arithmetic({ int: (left, right) => left * right, double: (left, right) => left * right }, unfit('*')),
  '/': arithmetic({ int: divide((left, right) => left / right), double: (left, right) => left / right }, unfit('/')),
  '%': arithmetic({ int: divide((left, right) => left % right), double: (left, right) => left % right }, unfit('%')),
  '<': ordered('<', (order) => order < 0),
  '<=': ordered('<=', (order) => order <= 0),
  '>': ordered('>', (order) => order > 0),
  '>=': ordered('>=', (order) => order >= 0),
};
