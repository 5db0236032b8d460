import { asInstant, type Json, type JsonObject, type Problem } from '@hookswitch/domain';
import type { EventCode } from './event-codes.js';

export const TENANT = /^[a-z0-9][a-z0-9-]{0,62}$/;
const MAX_LENGTH = 512;

const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f]/;
const RFC_3339 =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
/** 1 to 9999 in UTC: what everything behind us can store. */
const YEARS = /^(?!0000)\d{4}-/;
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Reads the context attributes of one event and collects what is wrong with them; null counts as absent, as CloudEvents says. */
export class Attributes {
  readonly problems: Problem<EventCode>[] = [];
  readonly #of: JsonObject;

  constructor(of: JsonObject) {
    this.#of = of;
  }

  /** '' when it is missing, which is then among the problems. */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined && this.get(name) === undefined) this.report(name, 'required', `${name} is required`);
    return value ?? '';
  }

  text(name: string): string | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    const fault = faultOf(value);
    if (!fault) return value as string;
    this.report(name, ...fault);
    return undefined;
  }

  /** RFC 3339, in the upper case that everybody understands and without leap seconds, which few do; undefined when absent. */
  time(name: string): string | undefined {
    const written = this.text(name)?.toUpperCase();
    if (written === undefined) return undefined;
    const text = written.replace(/:60(?=[.Z+-])/, ':59');
    const instant = RFC_3339.test(written) ? asInstant(text) : undefined;
    if (instant !== undefined && YEARS.test(new Date(instant).toISOString())) return text;
    this.report(name, 'invalid_time', `${name} is not a time of RFC 3339, such as 2026-11-20T09:16:04Z`);
    return undefined;
  }

  /** A non-negative integer; over a binary binding it is text. */
  count(name: string): number | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    const count = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
    if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count;
    this.report(name, 'invalid_number', `${name} is not a whole number from 0 on`);
    return undefined;
  }

  /** W3C Trace Context tells to go on without what is malformed. */
  traceparent(): string | undefined {
    const value = this.get('traceparent');
    return typeof value === 'string' && TRACEPARENT.test(value) ? value : undefined;
  }

  get(name: string): Json | undefined {
    const value = Object.hasOwn(this.#of, name) ? this.#of[name] : undefined;
    return value === null ? undefined : value;
  }

  report(name: string, code: EventCode, message: string): void {
    this.problems.push({ pointer: `/${name}`, code, message });
  }
}

function faultOf(value: Json): [code: EventCode, message: string] | undefined {
  if (typeof value !== 'string') return ['invalid_type', 'must be text'];
  if (value === '') return ['empty', 'must not be empty'];
  if (value.length > MAX_LENGTH) return ['too_long', `must not be longer than ${MAX_LENGTH} characters`];
  if (FORBIDDEN.test(value) || !value.isWellFormed()) return ['invalid_text', 'holds a character that is not allowed'];
  return undefined;
}
