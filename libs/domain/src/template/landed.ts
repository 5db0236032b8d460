import { isJsonArray, isJsonObject, type Json } from '../json.js';
import type { Landing } from '../manifest.js';
import type { SecretPlace } from '../messages.js';
import { err, ok, type Outcome } from '../result-type.js';
import { percentEncode } from './filters.js';
import { exceedsBytes, MAX_LEAF_BYTES, type Refusal } from './text.js';
import type { RenderError } from './types.js';

const E164 = /^\+[1-9]\d{6,14}$/;
/** All that Node can put into a header: one byte per character, no control characters but the tab. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const LINE_BREAK_OR_NUL = /[\r\n\0]/;
const NOT_IN_URL = /[\0-\x20\x7f]/;
const ORIGIN = /^https?:\/\/([^/?#\\]+)/i;
const DOT_SEGMENT = /(?:^|[/\\])(?:\.|%2e){1,2}(?:$|[/\\])/i;

/**
 * What is wrong with a finished text where it lands. The host asks again after it has joined secrets, so no message quotes the
 * text.
 */
export function checkLanded(landing: Landing, text: string, pointer = ''): RenderError | undefined {
  if (exceedsBytes(text, MAX_LEAF_BYTES)) {
    return { code: 'too_large', message: `This has over ${MAX_LEAF_BYTES / 1024} KiB when rendered.`, pointer };
  }
  const problem = landing === 'headers' ? headerProblem(text) : landing === 'url' ? urlProblem(text) : undefined;
  if (problem) return { ...problem, pointer };
  if (landing !== 'phone' || E164.test(text)) return undefined;
  return { code: 'invalid_value', message: 'This is not a phone number in E.164, such as +420228880000.', pointer };
}

/** How a value is written where it lands; static text is left alone. */
export function escapeFor(landing: Landing, value: string): string {
  if (landing === 'url') return percentEncode(value);
  if (landing !== 'slack' && landing !== 'slack-blocks') return value;
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** {@link escapeFor} for every text inside a list or an object that a placeholder stands for alone. */
export function escapeAll(landing: Landing, value: Json): Json {
  if (landing !== 'slack-blocks') return value;
  if (typeof value === 'string') return escapeFor(landing, value);
  if (isJsonArray(value)) return value.map((item) => escapeAll(landing, item));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, escapeAll(landingOfMember(landing, name), child)]),
  );
}

/** Where a member of an object lands: Slack takes addresses as they are, not as text. */
export const landingOfMember = (landing: Landing, name: string): Landing =>
  landing === 'slack-blocks' && /(?:^|_)url$/.test(name) ? 'json' : landing;

/** Joins a leaf's parts, secrets escaped for where they land, and checks the whole. `read` gives a secret's value by name. */
export function joinSecrets(
  place: SecretPlace,
  read: (name: string) => string | undefined,
): Outcome<string, RenderError> {
  const { landing, pointer } = place;
  let text = '';
  for (const part of place.parts) {
    const value = typeof part === 'string' ? part : read(part.secret);
    if (value === undefined) {
      const name = typeof part === 'string' ? '' : part.secret;
      return err({ code: 'unknown_secret', message: `There is no secret "${name}".`, pointer });
    }
    text += typeof part === 'string' ? value : escapeFor(landing, value);
  }
  const problem = checkLanded(landing, text, pointer);
  return problem ? err(problem) : ok(text);
}

function headerProblem(text: string): Refusal | undefined {
  if (HEADER_VALUE.test(text)) return undefined;
  const message = LINE_BREAK_OR_NUL.test(text)
    ? 'A header must not hold a line break or NUL.'
    : 'A header holds Latin letters only, no control characters; the filter urlencode makes any text fit.';
  return { code: 'invalid_header', message };
}

function urlProblem(text: string): Refusal | undefined {
  const [origin = '', authority] = ORIGIN.exec(text) ?? [];
  if (authority === undefined) return invalidUrl('This must be an http:// or https:// URL with a host.');
  if (authority.includes('@')) {
    return { code: 'credentials_in_url', message: 'A URL must not carry a user name or password; use a header.' };
  }
  if (NOT_IN_URL.test(text)) return invalidUrl('A URL must not hold spaces or control characters.');
  const path = text.slice(origin.length).split(/[?#]/, 1)[0] ?? '';
  // A server would resolve them, and the request would go to another path than the author wrote.
  return DOT_SEGMENT.test(path) ? invalidUrl('A part of a URL’s path must not be "." or "..".') : undefined;
}

const invalidUrl = (message: string): Refusal => ({ code: 'invalid_url', message });

/** Whether scheme, host and port all stand in the first literal part: event data never chooses where a request goes. */
export const hasLiteralOrigin = (firstPart: string): boolean => /^https?:\/\/[^/?#\\]+[/?#\\]/i.test(firstPart);

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/;
/** The client sets these itself; another value would tear the request apart. */
const OWN_HEADERS = [
  'host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive', 'upgrade', 'te', 'trailer', 'expect',
]; // prettier-ignore

/** What is wrong with the name of a header; undefined: nothing. */
export function headerNameProblem(name: string): string | undefined {
  if (!HEADER_NAME.test(name)) return 'A header’s name has letters, digits and - only.';
  return OWN_HEADERS.includes(name.toLowerCase()) ? `The header ${name} is set by the client.` : undefined;
}
