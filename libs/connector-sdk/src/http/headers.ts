import { HttpError } from './client.js';

const OURS = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'keep-alive',
  'http2-settings',
  '__proto__',
]);
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** What RFC 9110 lets a field value hold: no CR, LF, NUL or other control character, nothing beyond one byte. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Throws `invalid_header` naming the header, never its value. axios would remove CR and LF in silence. */
export function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    const problem = problemOf(name.toLowerCase(), value);
    if (problem)
      throw new HttpError('invalid', `Header ${JSON.stringify(name)} ${problem}.`, { reason: 'invalid_header' });
  }
}

function problemOf(name: string, value: string): string | undefined {
  if (!TOKEN.test(name)) return 'has characters that a header name must not have';
  if (OURS.has(name) || name.startsWith('proxy-')) return 'cannot be set';
  return VALUE.test(value)
    ? undefined
    : 'has a line break, a control character or a letter outside Latin-1 in its value';
}
