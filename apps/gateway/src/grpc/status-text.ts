import type { ApiError } from '../problem/api-error.js';
import { PROBLEMS } from '../problem/problems.js';
import type { Mistake } from '../problem/request-codes.js';

/** As the message travels: what is not ASCII, and spaces, count threefold. */
const MAX_BYTES = 1_536;

/** The message of a status: the code, then each wrong place, or what is to be said of the whole. */
export function statusText({ code, detail, errors = [] }: ApiError): string {
  return `${code}: ${errors.length > 0 ? places(errors) : shortened(detail ?? PROBLEMS[code].title)}`;
}

/** What does not fit is counted. */
function places(problems: readonly Mistake[]): string {
  const all = problems.map(({ pointer, message }) => `${pointer}: ${message}`.toWellFormed());
  let length = 0;
  const fitting = all.filter((place) => (length += bytesOf(place) + 4) <= MAX_BYTES);
  const shown = fitting.length > 0 ? fitting : [shortened(all[0] ?? '')];
  return [...shown, ...(shown.length < all.length ? [`and ${all.length - shown.length} more`] : [])].join('; ');
}

/** No character takes more than nine bytes. */
function shortened(text: string): string {
  const written = text.toWellFormed();
  return bytesOf(written) <= MAX_BYTES ? written : `${written.slice(0, MAX_BYTES / 9).toWellFormed()}…`;
}

const bytesOf = (text: string): number => encodeURI(text).length;
