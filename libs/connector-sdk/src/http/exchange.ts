import axios, { AxiosError, AxiosHeaders } from 'axios';
import { request as httpRequest, type ClientRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import type { AgentPair } from './agents.js';
import type { Budget } from './budget.js';
import { HttpError, type HttpRequest } from './client.js';
import { ConnectError } from './connect.js';
import { decoded, isDecoded } from './decode-body.js';

/** An answer whose body has not been read yet. */
export interface Exchange {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

type Sent = Pick<HttpRequest, 'method' | 'headers' | 'body' | 'bodyBytes'>;
type OnResponse = Parameters<typeof httpRequest>[2];

/** One request, one answer. Rejects with a {@link HttpError}; a {@link ConnectError} is its cause. */
export async function exchange(url: URL, sent: Sent, agents: AgentPair, budget: Budget): Promise<Exchange> {
  const wire = { reached: false };
  try {
    // Only our own fields: axios would take `baseURL`, `socketPath`, `proxy` or `auth` from a spread object.
    const answer = await axios.request<Readable>({
      adapter: 'http',
      url: url.href,
      method: sent.method,
      headers: headersOf(sent),
      data: typeof sent.body === 'string' ? Buffer.from(sent.body) : asBuffer(sent.body),
      responseType: 'stream',
      httpAgent: agents.http,
      httpsAgent: agents.https,
      transport: watched(url, wire),
      proxy: false,
      maxRedirects: 0,
      maxBodyLength: Infinity,
      decompress: false,
      signal: budget.signal,
      validateStatus: () => true,
      transformRequest: [(data: unknown) => data],
      transformResponse: [(data: unknown) => data],
    });
    budget.headersArrived();
    return opened(answer.status, answer.headers, answer.data);
  } catch (error) {
    throw failure(error, wire.reached, budget);
  }
}

const asBuffer = (body: HttpRequest['body']): unknown =>
  body instanceof Uint8Array && !Buffer.isBuffer(body)
    ? Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    : body;

/** Tells when a connected socket is given to the request: from then on bytes may have left. */
function watched(url: URL, wire: { reached: boolean }): object {
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return {
    request(options: RequestOptions, onResponse: OnResponse): ClientRequest {
      return start(options, onResponse).once('socket', () => (wire.reached = true));
    },
  };
}

function headersOf({ headers = {}, bodyBytes }: Sent): AxiosHeaders {
  // `false` keeps axios from adding its own.
  const result = new AxiosHeaders({
    Accept: '*/*',
    'Content-Type': false,
    'User-Agent': 'hookswitch',
    'Accept-Encoding': 'gzip, deflate, br',
  });
  for (const [name, value] of Object.entries(headers)) result.set(name, value, true);
  if (bodyBytes !== undefined) result.set('Content-Length', String(bodyBytes), true);
  return result;
}

function opened(status: number, raw: Record<string, unknown>, stream: Readable): Exchange {
  const isEmpty = status === 204 || status === 304 || raw['content-length'] === '0';
  const coding = typeof raw['content-encoding'] === 'string' && !isEmpty ? raw['content-encoding'] : undefined;
  const dropped = isDecoded(coding) ? ['content-encoding', 'content-length'] : [];
  const headers = Object.entries(raw).filter(([name]) => !dropped.includes(name));
  return {
    status,
    headers: Object.fromEntries(
      headers.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
    ),
    body: decoded(stream, coding),
  };
}

function failure(error: unknown, reached: boolean, budget: Budget): HttpError {
  const cause = error instanceof AxiosError ? error.cause : undefined;
  if (cause instanceof ConnectError) {
    return new HttpError(cause.kind, 'The destination could not be reached.', { cause });
  }
  if (reached) return lost(budget);
  if (budget.why === 'aborted') return new HttpError('aborted', 'The request was given up before it was sent.');
  if (budget.why === 'timeout')
    return new HttpError('unreachable', 'The destination could not be reached.', {
      cause: new ConnectError('unreachable', 'not connected in time'),
    });
  return new HttpError('invalid', 'The request could not be put on the wire.');
}

/** What became of a request that ended after it may have left. */
export function lost({ why }: Budget): HttpError {
  if (why === 'timeout') return new HttpError('unknown', 'No whole answer came in time.', { reason: 'timeout' });
  if (why === 'aborted')
    return new HttpError('unknown', 'The request was given up while it was under way.', { reason: 'aborted' });
  return new HttpError('unknown', 'The connection was lost before an answer came.');
}
