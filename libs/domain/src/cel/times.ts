import type { Engines } from '../engines.js';
import { quote } from '../template/text.js';
import { Duration, Fault, Timestamp, type CelValue } from './values.js';

const NS_PER_MS = 1_000_000n;
const NS_PER_S = 1_000_000_000n;
/** From the year 1 to the end of 9999. */
const FIRST = -62_135_596_800n * NS_PER_S;
const LAST = 253_402_300_800n * NS_PER_S - 1n;
/** 64 bits of nanoseconds, as in other implementations. */
const MAX_DURATION = 2n ** 63n - 1n;

export const timestampOf = (ns: bigint): Timestamp | Fault =>
  ns >= FIRST && ns <= LAST ? new Timestamp(ns) : new Fault('a time lies outside the years 1 to 9999');
export const durationOf = (ns: bigint): Duration | Fault =>
  ns >= -MAX_DURATION && ns <= MAX_DURATION ? new Duration(ns) : new Fault('a duration is over 292 years long');

const RFC3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d{1,9}))?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

export function parseTimestamp(text: string): Timestamp | Fault {
  const match = RFC3339.exec(text);
  const [, year = '', month = '', day = '', time = '', fraction = '', zone = ''] = match ?? [];
  const date = `${year}-${month}-${day}`;
  const ms = match ? Date.parse(`${date}T${time}${zone.toUpperCase()}`) : NaN;
  // A day that its month does not have is read as one of the next.
  if (Number.isNaN(ms) || new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10) !== date) {
    return new Fault('a text is not an RFC 3339 time such as 2026-11-24T10:00:00Z');
  }
  return timestampOf(BigInt(ms) * NS_PER_MS + BigInt(fraction.padEnd(9, '0')));
}

const UNITS: Readonly<Record<string, bigint>> = {
  h: 3_600n * NS_PER_S,
  m: 60n * NS_PER_S,
  s: NS_PER_S,
  ms: NS_PER_MS,
  us: 1_000n,
  µs: 1_000n,
  ns: 1n,
};
const PART = /(\d+)(?:\.(\d*))?(h|ms|m|s|us|µs|ns)/y;
const MAX_TEXT = 64;

/** `1h30m`, `-1.5s`, `0`. */
export function parseDuration(text: string): Duration | Fault {
  const fault = new Fault('a text is not a duration such as 1h30m');
  const isNegative = text.startsWith('-');
  let at = isNegative || text.startsWith('+') ? 1 : 0;
  if (text.slice(at) === '0') return new Duration(0n);
  if (at === text.length || text.length > MAX_TEXT) return fault;
  let ns = 0n;
  while (at < text.length) {
    PART.lastIndex = at;
    const [part, whole = '', fraction = '', name = ''] = PART.exec(text) ?? [];
    const unit = UNITS[name];
    if (part === undefined || unit === undefined) return fault;
    ns += BigInt(whole) * unit + (BigInt(`0${fraction}`) * unit) / 10n ** BigInt(fraction.length);
    at += part.length;
  }
  return durationOf(isNegative ? -ns : ns);
}

const withFraction = (ns: bigint): string => {
  const digits = ns.toString().padStart(9, '0').replace(/0+$/, '');
  return digits && `.${digits}`;
};
export function showTimestamp({ ns }: Timestamp): string {
  const seconds = floorDivide(ns, NS_PER_S);
  return `${new Date(Number(seconds) * 1_000).toISOString().slice(0, 19)}${withFraction(ns - seconds * NS_PER_S)}Z`;
}
export function showDuration({ ns }: Duration): string {
  const size = ns < 0n ? -ns : ns;
  return `${ns < 0n ? '-' : ''}${size / NS_PER_S}${withFraction(size % NS_PER_S)}s`;
}
export const secondsOf = ({ ns }: Timestamp): bigint => floorDivide(ns, NS_PER_S);

const floorDivide = (value: bigint, by: bigint): bigint => {
  const rest = value % by;
  return (value - rest) / by - (rest < 0n ? 1n : 0n);
};

/** Wall clock as {@link Date}'s UTC fields. */
type ReadTime = (local: Date) => number;
const MS_PER_DAY = 86_400_000;
const TIME_PARTS: Readonly<Record<string, ReadTime>> = {
  getFullYear: (local) => local.getUTCFullYear(),
  getMonth: (local) => local.getUTCMonth(),
  getDate: (local) => local.getUTCDate(),
  getDayOfMonth: (local) => local.getUTCDate() - 1,
  getDayOfWeek: (local) => local.getUTCDay(),
  getDayOfYear: (local) => {
    const first = new Date(local);
    first.setUTCMonth(0, 1);
    return Math.round((local.getTime() - first.getTime()) / MS_PER_DAY);
  },
  getHours: (local) => local.getUTCHours(),
  getMinutes: (local) => local.getUTCMinutes(),
  getSeconds: (local) => local.getUTCSeconds(),
  getMilliseconds: (local) => local.getUTCMilliseconds(),
};
const DURATION_PARTS: Readonly<Record<string, (ns: bigint) => bigint>> = {
  getHours: (ns) => ns / (3_600n * NS_PER_S),
  getMinutes: (ns) => ns / (60n * NS_PER_S),
  getSeconds: (ns) => ns / NS_PER_S,
  getMilliseconds: (ns) => (ns / NS_PER_MS) % 1_000n,
};

export const PART_NAMES: readonly string[] = Object.keys(TIME_PARTS);

/** One part of a time, of a zone's wall clock where one is given; or of a duration. */
export function partOf(
  name: string,
  value: CelValue,
  zone: CelValue | undefined,
  engines: Engines,
): bigint | Fault | undefined {
  if (value instanceof Duration && zone === undefined) return DURATION_PARTS[name]?.(value.ns);
  if (!(value instanceof Timestamp) || (zone !== undefined && typeof zone !== 'string')) return undefined;
  const ms = Number(floorDivide(value.ns, NS_PER_MS));
  const offset = offsetMs(ms, zone ?? 'UTC', engines);
  if (offset === undefined) return new Fault(`there is no time zone ${quote(zone)}`);
  const part = TIME_PARTS[name]?.(new Date(ms + offset));
  return part === undefined ? undefined : BigInt(part);
}

const OFFSET = /^([+-]?)([01]\d|2[0-3]):([0-5]\d)$/;

/** Of a zone's name or an offset such as -08:30; undefined when it is neither. */
export function offsetMs(ms: number, zone: string, engines: Engines): number | undefined {
  if (zone === 'UTC') return 0;
  const [match, sign, hours, minutes] = OFFSET.exec(zone) ?? [];
  if (match !== undefined) return (sign === '-' ? -60_000 : 60_000) * (Number(hours) * 60 + Number(minutes));
  const local = engines.localTime(ms, zone);
  return local && local.offsetMinutes * 60_000;
}
