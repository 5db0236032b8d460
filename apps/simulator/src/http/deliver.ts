import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Behaviour } from '../behaviour/behaviour.js';
import type { SimAnswer } from './provider.js';

export const HTML_PAGE =
  '<!doctype html><html><head><title>502 Bad Gateway</title></head><body>upstream</body></html>\n';

/** The answer as a behaviour distorts it. */
export function distort(answer: SimAnswer, { html, cutJson, status }: Behaviour): SimAnswer {
  if (html === true) {
    return { status: status ?? 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: HTML_PAGE };
  }
  if (cutJson !== true || answer.body instanceof Readable) return answer;
  const bytes = toBytes(answer.body);
  return { ...answer, headers: headersOf(answer), body: bytes.subarray(0, Math.floor(bytes.length / 2)) };
}

/** Writes the answer to the socket; `drip` is the time in milliseconds between two bytes. */
export async function deliver(raw: ServerResponse, answer: SimAnswer, drip?: number): Promise<void> {
  const { body } = answer;
  raw.on('error', () => undefined);
  if (body instanceof Readable) {
    raw.writeHead(answer.status, headersOf(answer));
    body.on('error', () => raw.destroy());
    raw.on('close', () => body.destroy());
    body.pipe(raw);
    return;
  }
  const bytes = toBytes(body);
  const length = answer.status === 204 ? {} : { 'content-length': String(bytes.length) };
  raw.writeHead(answer.status, { ...length, ...headersOf(answer) });
  if (drip === undefined) {
    raw.end(bytes);
    return;
  }
  for (let at = 0; at < bytes.length && !raw.destroyed; at += 1) {
    raw.write(bytes.subarray(at, at + 1));
    await sleep(drip, undefined, { ref: false });
  }
  raw.end();
}

function headersOf({ headers, body }: SimAnswer): Record<string, string> {
  const isText = typeof body === 'string' || Buffer.isBuffer(body) || body instanceof Readable || body === undefined;
  return { ...(isText ? {} : { 'content-type': 'application/json; charset=utf-8' }), ...headers };
}

function toBytes(body: SimAnswer['body']): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body));
}
