import type { Json, Problem } from '@hookswitch/domain';
import type { EventCode } from '../events/event-codes.js';

/** Limits of any JSON: levels of lists and objects, the value itself being the first, and members of one object. */
export const MAX_DEPTH = 32;
export const MAX_KEYS = 1_000;
const MAX_PROBLEMS = 10;

/** What JSON may hold and we do not take. Stops descending where it is too deep. */
export function structureProblems(value: Json, pointer: string): readonly Problem<EventCode>[] {
  const problems: Problem<EventCode>[] = [];
  if (isFine(value, 1)) return problems;
  describe(value, 1, pointer, problems);
  return problems;
}

/** The usual case, without building pointers. */
function isFine(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) {
    for (const item of value) if (!isFine(item, depth + 1)) return false;
    return true;
  }
  const keys = Object.keys(value);
  if (keys.length > MAX_KEYS) return false;
  for (const key of keys) {
    if (key === '__proto__' || !key.isWellFormed()) return false;
    if (!isFine((value as Record<string, unknown>)[key], depth + 1)) return false;
  }
  return true;
}

function describe(value: unknown, depth: number, pointer: string, problems: Problem<EventCode>[]): void {
  if (problems.length >= MAX_PROBLEMS) return;
  const report = (code: EventCode, message: string, at = pointer) => void problems.push({ pointer: at, code, message });
  if (typeof value === 'string' && !value.isWellFormed())
    return report('invalid_text', 'holds half of a surrogate pair');
  if (typeof value === 'number' && !Number.isFinite(value))
    return report('invalid_number', 'the number is out of range');
  if (typeof value !== 'object' || value === null) return;
  if (depth > MAX_DEPTH) return report('too_deep', `nested deeper than ${MAX_DEPTH} levels`);
  const members = Object.entries(value);
  if (!Array.isArray(value) && members.length > MAX_KEYS)
    report('too_many_keys', `an object has more than ${MAX_KEYS} keys`);
  for (const [key, member] of members) {
    const at = `${pointer}/${escape(key)}`;
    if (key === '__proto__') report('forbidden_key', 'the key __proto__ is not allowed', at);
    else if (!key.isWellFormed()) report('invalid_text', 'the key holds half of a surrogate pair', at);
    else describe(member, depth + 1, at, problems);
  }
}

const escape = (key: string): string => key.toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1');
