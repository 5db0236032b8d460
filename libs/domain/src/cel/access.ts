import type { Eval } from './frame.js';
import { Fault, isList, isMap, isNumber, kindOf, Optional, type CelValue } from './values.js';

const NOTHING = new Optional(undefined);

/** How an access names itself in a fault: `event.properties.contacts`. */
interface Names {
  readonly of: string;
  readonly whole: string;
}

/** `of.key` and `of[key]`; own members only. `optional`: as `.?` and `[?]` write it, nothing takes the place of what is missing. */
export function accessOf(of: Eval, key: Eval, optional: boolean, names: Names): Eval {
  return (frame) => {
    const holder = of(frame);
    if (holder instanceof Fault) return holder;
    const at = key(frame);
    if (at instanceof Fault) return at;
    const isOptional = optional || holder instanceof Optional;
    const inner = holder instanceof Optional ? holder.value : holder;
    if (inner === undefined) return NOTHING;
    const member = memberOf(inner, at, names);
    if (member instanceof Fault) return member;
    if (member === undefined) return isOptional ? NOTHING : new Fault(`${names.whole} is missing`);
    return isOptional ? new Optional(member) : member;
  };
}

/** `has(of.name)` */
export function hasOf(of: Eval, key: Eval, names: Names): Eval {
  const access = accessOf(of, key, true, names);
  return (frame) => {
    const member = access(frame);
    return member instanceof Optional ? member.value !== undefined : member;
  };
}

function memberOf(holder: CelValue, at: CelValue, { of }: Names): CelValue | Fault | undefined {
  if (isMap(holder)) return typeof at === 'string' && Object.hasOwn(holder, at) ? holder[at] : undefined;
  if (!isList(holder)) return new Fault(`${of} is ${kindOf(holder)} and has nothing below it`);
  // An object is not asked for its number: it may have members named as what would tell it.
  if (isNumber(at) && Number.isInteger(Number(at))) return holder[Number(at)];
  return new Fault(`${of} is a list, and ${kindOf(at)} is no place in it`);
}
