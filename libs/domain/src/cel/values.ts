import { isJsonArray } from '../json.js';
import { spend, stepsOfText, type Meter } from './meter.js';

/** A point in time; nanoseconds since the epoch. */
export class Timestamp {
  constructor(readonly ns: bigint) {}
}
/** A length of time in nanoseconds. */
export class Duration {
  constructor(readonly ns: bigint) {}
}
/** What `.?` gives: a value, or nothing. */
export class Optional {
  constructor(readonly value: CelValue | undefined) {}
}
/** Why an expression, or a part of it, has no value. */
export class Fault {
  constructor(readonly message: string) {}
}

export type CelList = readonly CelValue[];
export interface CelMap {
  readonly [key: string]: CelValue;
}
/** Values of JSON as they are: its numbers are doubles. Integers of an expression are bigint. */
export type CelValue = null | boolean | bigint | number | string | CelList | CelMap | Timestamp | Duration | Optional;

export const isList = (value: CelValue): value is CelList => isJsonArray(value);
export const isMap = (value: CelValue): value is CelMap =>
  typeof value === 'object' && value !== null && !isList(value) && !isObject(value);
export const isNumber = (value: CelValue): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint';

const isObject = (value: object): value is Timestamp | Duration | Optional =>
  value instanceof Timestamp || value instanceof Duration || value instanceof Optional;

export function kindOf(value: CelValue): string {
  if (value === null) return 'null';
  if (isNumber(value)) return 'a number';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return 'true or false';
  if (isList(value)) return 'a list';
  if (value instanceof Timestamp) return 'a time';
  if (value instanceof Duration) return 'a duration';
  return value instanceof Optional ? 'an optional value' : 'an object';
}

/** Deeper than anything that is accepted. */
const MAX_NESTING = 64;

/** Values of different types are not equal, but numbers are whatever their type. */
export function sameCel(left: CelValue, right: CelValue, meter: Meter, levels = MAX_NESTING): boolean {
  if (levels === 0 || !spend(meter, 1)) return false;
  if (isNumber(left) && isNumber(right)) return left <= right && left >= right;
  if (typeof left === 'string' && typeof right === 'string') return sameText(left, right, meter);
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return left === right;
  const same = (one: CelValue | undefined, other: CelValue | undefined) =>
    one !== undefined && other !== undefined && sameCel(one, other, meter, levels - 1);
  if (isList(left)) {
    return isList(right) && left.length === right.length && left.every((item, index) => same(item, right[index]));
  }
  if (left instanceof Timestamp) return right instanceof Timestamp && left.ns === right.ns;
  if (left instanceof Duration) return right instanceof Duration && left.ns === right.ns;
  if (left instanceof Optional) return right instanceof Optional && same(left.value, right.value);
  if (!isMap(right)) return false;
  const [names, others] = [Object.keys(left), Object.keys(right)];
  return (
    spend(meter, names.length + others.length) &&
    names.length === others.length &&
    names.every((name) => Object.hasOwn(right, name) && same(left[name], right[name]))
  );
}

const sameText = (left: string, right: string, meter: Meter): boolean =>
  left.length === right.length && spend(meter, stepsOfText(left.length)) && left === right;

/** Below 0, 0 or above; undefined when there is no order between the two, as with NaN. */
export function compareCel(left: CelValue, right: CelValue): number | undefined {
  if (isNumber(left) && isNumber(right)) return order(left, right);
  if (typeof left === 'string' && typeof right === 'string') return order(left, right);
  if (typeof left === 'boolean' && typeof right === 'boolean') return order(left, right);
  if (left instanceof Timestamp && right instanceof Timestamp) return order(left.ns, right.ns);
  if (left instanceof Duration && right instanceof Duration) return order(left.ns, right.ns);
  return undefined;
}

function order<T extends number | bigint | string | boolean>(left: T, right: T): number | undefined {
  if (left < right) return -1;
  if (left > right) return 1;
  return left >= right ? 0 : undefined;
}
