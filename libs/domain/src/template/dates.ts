import type { LocalTime } from '../engines.js';

const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June',
  'July', 'August', 'September', 'October', 'November', 'December',
]; // prettier-ignore
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const pad = (number: number, width = 2): string => String(number).padStart(width, '0');
const clock12 = (hour: number): number => hour % 12 || 12;

/** What stands for a part of a date; names are English. */
export const DATE_TOKENS: Readonly<Record<string, (time: LocalTime) => string>> = {
  YYYY: ({ year }) => pad(year, 4),
  MMMM: ({ month }) => MONTHS[month - 1] ?? '',
  MMM: ({ month }) => (MONTHS[month - 1] ?? '').slice(0, 3),
  MM: ({ month }) => pad(month),
  M: ({ month }) => String(month),
  DD: ({ day }) => pad(day),
  D: ({ day }) => String(day),
  dddd: ({ weekday }) => DAYS[weekday - 1] ?? '',
  ddd: ({ weekday }) => (DAYS[weekday - 1] ?? '').slice(0, 3),
  HH: ({ hour }) => pad(hour),
  H: ({ hour }) => String(hour),
  hh: ({ hour }) => pad(clock12(hour)),
  h: ({ hour }) => String(clock12(hour)),
  mm: ({ minute }) => pad(minute),
  ss: ({ second }) => pad(second),
  A: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  Z: ({ offsetMinutes }) => {
    const minutes = Math.abs(offsetMinutes);
    return `${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
  },
  // As ISO 8601 writes it between date and time.
  T: () => 'T',
};

const PIECE = /\[([^\]]*)\]|([A-Za-z])\2*|[^A-Za-z[\]]+/y;

/** Pieces of a format: tokens, other characters, and letters in square brackets as they are; undefined names what is none. */
function piecesOf(format: string): { readonly pieces: readonly ((time: LocalTime) => string)[] } | { bad: string } {
  const pieces: ((time: LocalTime) => string)[] = [];
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < format.length) {
    const from = PIECE.lastIndex;
    const match = PIECE.exec(format);
    if (!match) return { bad: format.slice(from, from + 1) };
    const [whole, bracketed, letter] = match;
    const token = Object.hasOwn(DATE_TOKENS, whole) ? DATE_TOKENS[whole] : undefined;
    if (letter !== undefined && !token) return { bad: whole };
    pieces.push(token ?? (() => bracketed ?? whole));
  }
  return { pieces };
}

/** What in a format is no token; undefined: it can be used. */
export function dateFormatProblem(format: string): string | undefined {
  const found = piecesOf(format);
  if (!('bad' in found)) return undefined;
  const near = Object.keys(DATE_TOKENS).find((token) => token.toLowerCase() === found.bad.toLowerCase());
  const hint = near === undefined ? `the parts are ${Object.keys(DATE_TOKENS).join(' ')}` : `write ${near}`;
  return `"${found.bad}" is no part of a date: ${hint}; other letters stand in [brackets].`;
}

/** Undefined when {@link dateFormatProblem} has something to say. */
export function formatDate(time: LocalTime, format: string): string | undefined {
  const found = piecesOf(format);
  return 'bad' in found ? undefined : found.pieces.map((piece) => piece(time)).join('');
}
