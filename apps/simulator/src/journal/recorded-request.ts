import { Readable } from 'node:stream';
import type { Behaviour } from '../behaviour/behaviour.js';
import type { ProviderName, SimAnswer, SimRequest } from '../http/provider.js';
import { readMultipart, type FormPart } from '../http/multipart.js';
import { readFields } from '../http/read-body.js';
import { maskFields, maskQuery, sha256, splitCredentials } from './mask.js';

/** One request as `GET /_sim/requests` shows it. Credentials appear as hashes only. */
export interface RecordedRequest {
  /** Counts all requests from 1. */
  readonly seq: number;
  /** RFC 3339. */
  readonly at: string;
  readonly provider: ProviderName;
  readonly method: string;
  /** Path and query as the provider would see them. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 (hex) of each credential header's value, `authorization` for one. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Sent by Hookswitch: the command's id. */
  readonly idempotencyKey?: string;
  /** JSON or form fields as an object, text as text, cut at 16 KiB; null when it was not read or is not text. */
  readonly body: unknown;
  readonly bodyBytes: number;
  readonly bodySha256: string;
  readonly behaviour?: Behaviour;
  /** What now exists at the provider because of this request. */
  readonly effect?: string;
  /** Absent as long as no answer was given. */
  readonly answer?: RecordedAnswer;
}

export interface RecordedAnswer {
  readonly at: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** As the request's body. */
  readonly body: unknown;
}

const LONGEST_TEXT = 16 * 1024;

/** `body` is undefined when the connection was reset before it was read. */
export function describeRequest(
  seq: number,
  at: number,
  provider: ProviderName,
  request: Omit<SimRequest, 'body' | 'query' | 'base'> & { readonly url: string; readonly body?: Buffer },
): RecordedRequest {
  const key = request.headers['idempotency-key'];
  return {
    seq,
    at: new Date(at).toISOString(),
    provider,
    method: request.method,
    path: maskQuery(request.url),
    ...splitCredentials(request.headers),
    ...(key === undefined ? {} : { idempotencyKey: key }),
    body: request.body === undefined ? null : showBody(request.headers, request.body),
    bodyBytes: request.body?.length ?? 0,
    bodySha256: sha256(request.body ?? ''),
  };
}

export function describeAnswer(at: number, { status, headers = {}, body }: SimAnswer): RecordedAnswer {
  return { at: new Date(at).toISOString(), status, headers, body: showAnswer(body) };
}

function showAnswer(body: SimAnswer['body']): unknown {
  if (body === undefined) return null;
  if (Buffer.isBuffer(body)) return `${body.length} bytes`;
  if (body instanceof Readable) return 'a stream';
  return typeof body === 'string' ? body.slice(0, LONGEST_TEXT) : maskFields({ ...body });
}

/** Files by name and size. */
const showParts = (parts: readonly FormPart[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    parts.map(({ name, filename, body }) => [
      name,
      filename === undefined ? body.toString('utf8', 0, LONGEST_TEXT) : `${filename}, ${body.length} bytes`,
    ]),
  );

function showBody(headers: SimRequest['headers'], body: Buffer): unknown {
  if (body.length === 0) return null;
  const parts = readMultipart({ headers, body });
  if (parts !== undefined) return maskFields(showParts(parts));
  if (body.length <= LONGEST_TEXT) {
    const fields = readFields({ headers, body });
    if (fields !== undefined) return maskFields(fields);
  }
  const type = headers['content-type'] ?? '';
  return /json|form|text|xml/.test(type) ? body.subarray(0, LONGEST_TEXT).toString('utf8') : null;
}
