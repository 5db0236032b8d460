import type { Engines, LocalTime } from '../engines.js';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json.js';
import type { LeafTest } from './operators.js';
import { holidaysOf } from './holidays.js';
import { asInstant } from './values.js';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const MINUTES_PER_DAY = 24 * 60;

/**
 * `{ zone, from: '08:00', to: '17:30', days?: ['mon', …], holidays?: ['2026-12-24', '12-25'] }`: `from` inclusive, `to` exclusive, by
 * the wall clock of the zone. When `to` is not after `from` the hours run past midnight and belong to the day on which they began.
 * A holiday is no day on which they begin, whatever its weekday.
 */
export function businessHours(operand: Json | undefined, engines: Engines): LeafTest | undefined {
  if (!isJsonObject(operand) || !hasOnly(operand, ['zone', 'from', 'to', 'days', 'holidays'])) return undefined;
  const [from, to, days] = [minuteOfDay(operand.from), minuteOfDay(operand.to), dayNumbers(operand.days ?? DAYS)];
  const { zone } = operand;
  const isFree = holidaysOf(operand.holidays ?? []);
  if (from === undefined || to === undefined || !days || !isFree || !isZone(zone, engines)) return undefined;
  return (actual) => {
    const local = localOf(actual, zone, engines);
    if (!local) return false;
    const minute = local.hour * 60 + local.minute;
    const today = () => days.has(local.weekday) && !isFree(local);
    if (from < to) return minute >= from && minute < to && today();
    if (minute >= from) return today();
    const yesterday = dayBefore(local);
    return minute < to && days.has(yesterday.weekday) && !isFree(yesterday);
  };
}

function dayBefore({ year, month, day, weekday }: LocalTime) {
  const date = new Date(Date.UTC(year, month - 1, day - 1));
  const before = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
  return { ...before, weekday: weekday === 1 ? 7 : weekday - 1 };
}

/** `{ zone, days: ['sat', 'sun'] }`, by the calendar of the zone. */
export function onDays(operand: Json | undefined, engines: Engines): LeafTest | undefined {
  if (!isJsonObject(operand) || !hasOnly(operand, ['zone', 'days'])) return undefined;
  const days = dayNumbers(operand.days);
  const { zone } = operand;
  if (!days || !isZone(zone, engines)) return undefined;
  return (actual) => {
    const local = localOf(actual, zone, engines);
    return local !== undefined && days.has(local.weekday);
  };
}

/** A slip such as `day` would otherwise mean every day. */
const hasOnly = (operand: JsonObject, names: readonly string[]): boolean =>
  Object.keys(operand).every((name) => names.includes(name));

const isZone = (zone: Json | undefined, engines: Engines): zone is string =>
  typeof zone === 'string' && engines.localTime(0, zone) !== undefined;

function localOf(value: Json | undefined, zone: string, engines: Engines) {
  const epochMs = asInstant(value);
  return epochMs === undefined ? undefined : engines.localTime(epochMs, zone);
}

function minuteOfDay(value: Json | undefined): number | undefined {
  const match = typeof value === 'string' ? /^(\d{2}):(\d{2})$/.exec(value) : null;
  if (!match) return undefined;
  const [hours, minutes] = [Number(match[1]), Number(match[2])];
  const total = hours * 60 + minutes;
  return minutes < 60 && total <= MINUTES_PER_DAY ? total : undefined;
}

function dayNumbers(value: Json | undefined): ReadonlySet<number> | undefined {
  if (!isJsonArray(value) || value.length === 0) return undefined;
  const numbers = value.map((day) => (typeof day === 'string' ? DAYS.indexOf(day.toLowerCase()) + 1 : 0));
  return numbers.includes(0) ? undefined : new Set(numbers);
}
