import { UNLISTED, type ErrorRow } from '@hookswitch/connector-sdk';
import type { JsonObject } from '@hookswitch/domain';
import type { Dialect } from '../upload/provider-api.js';

/** What Deepgram says, by status. Nothing remains of a request that waits for its answer and gets none. */
export const DEEPGRAM_ERRORS: readonly ErrorRow[] = [
  { status: [401], class: 'config', advice: 'Check the API key.' },
  { status: [402], class: 'config', advice: 'Add credit to the project, then redrive.' },
  { status: [403], class: 'config' },
  // So many requests at once, not so many a minute.
  { status: [429], class: 'retry-after' },
  { status: [500, 502, 503, 504], class: 'retry' },
  { status: [400, 404, 411, 413, 415, 422], class: 'permanent' },
  ...UNLISTED.read,
];

export const deepgramDialect: Dialect = { title: 'Deepgram', errors: DEEPGRAM_ERRORS, readRefusal };

/** `{"err_code","err_msg"}`, or `{"category","message","details"}` of what stands in front. */
function readRefusal(body: JsonObject): ReturnType<Dialect['readRefusal']> {
  const text = (name: string) => (typeof body[name] === 'string' ? body[name] : undefined);
  const code = text('err_code') ?? text('category');
  const message = [text('err_msg') ?? text('message'), text('details')].filter((part) => part !== undefined).join(' ');
  return { ...(code !== undefined && { code }), ...(message !== '' && { message }) };
}
