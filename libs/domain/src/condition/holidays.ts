import type { LocalTime } from '../engines.js';
import { isJsonArray, type Json } from '../json.js';

/** Over twenty years of those of one country. */
export const MAX_HOLIDAYS = 400;

const DAY = /^(?:(\d{4})-)?(\d{2})-(\d{2})$/;

/** `2026-12-24`, or `12-25` for every year; `02-29` is there in leap years only. */
export function isHoliday(value: Json): boolean {
  const match = typeof value === 'string' ? DAY.exec(value) : null;
  if (!match) return false;
  const [, year = '2000', month = '', day = ''] = match;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day);
}

/** undefined: it is no list of holidays. */
export function holidaysOf(value: Json): ((day: Pick<LocalTime, 'year' | 'month' | 'day'>) => boolean) | undefined {
  if (!isJsonArray(value) || value.length > MAX_HOLIDAYS || !value.every(isHoliday)) return undefined;
  const days = new Set(value);
  if (days.size === 0) return () => false;
  return ({ year, month, day }) => {
    const ofYear = `${digits(month, 2)}-${digits(day, 2)}`;
    return days.has(ofYear) || days.has(`${digits(year, 4)}-${ofYear}`);
  };
}

const digits = (number: number, length: number): string => String(number).padStart(length, '0');
