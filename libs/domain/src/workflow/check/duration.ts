import { isJsonObject, type Json } from '../../json.js';
import { durationMs } from '../document.js';
import { at, type Report } from './problem.js';
import { checkObject, own } from './shape.js';

export const DURATION_PARTS = ['days', 'hours', 'minutes', 'seconds'] as const;

interface Range {
  readonly minMs?: number;
  readonly maxMs: number;
  /** Why it must not be longer, to follow the range in the message. */
  readonly because?: string;
}

/** Milliseconds of a duration; undefined when it is wrong, which is then reported. */
export function checkDuration(
  report: Report,
  pointer: string,
  value: Json | undefined,
  range: Range,
): number | undefined {
  const before = report.errors.length;
  const duration = checkObject(report, pointer, value, { required: [], optional: DURATION_PARTS });
  if (!duration) return undefined;
  const parts = DURATION_PARTS.filter((part) => Object.hasOwn(duration, part));
  for (const part of parts) {
    if (isCount(own(duration, part))) continue;
    report.error(at(pointer, part), 'invalid_duration', 'This must be a whole number, 0 or more.');
  }
  if (parts.length === 0) {
    report.error(pointer, 'empty_duration', 'Give at least one of days, hours, minutes and seconds.');
  }
  if (report.errors.length > before) return undefined;
  const ms = durationMs(duration);
  if (ms >= (range.minMs ?? 0) && ms <= range.maxMs) return ms;
  const because = range.because === undefined ? '' : `: ${range.because}`;
  const least = range.minMs === undefined ? '' : `at least ${inWords(range.minMs)} and `;
  report.error(pointer, 'duration_out_of_range', `This must be ${least}at most ${inWords(range.maxMs)}${because}.`);
  return undefined;
}

/** Milliseconds of something that may not be a duration at all. */
export function msOf(value: Json | undefined): number | undefined {
  if (!isJsonObject(value)) return undefined;
  const parts = DURATION_PARTS.map((part) => own(value, part) ?? 0);
  return parts.every(isCount) ? durationMs(value) : undefined;
}

const isCount = (value: Json | undefined): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

export function inWords(ms: number): string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
  ] as const;
  const unit = units.find(([, size]) => ms >= size && ms % size === 0);
  const [name, size] = unit ?? ['second', 1_000];
  return `${ms / size} ${name}${ms === size ? '' : 's'}`;
}
