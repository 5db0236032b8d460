import { Transform, type Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Budget } from './budget.js';
import { HttpError, type DownloadAnswer, type DownloadRequest } from './client.js';
import { lost, type Exchange } from './exchange.js';

const MAX_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** One guarded GET. */
export type Hop = (
  url: string,
  wanted: Pick<DownloadRequest, 'headers' | 'allowedHosts'>,
  budget: Budget,
) => Promise<Exchange>;

/** See `HttpClient.download`. */
export async function download(
  wanted: DownloadRequest,
  sink: Writable,
  hop: Hop,
  times: { readonly timeoutMs: number; readonly headersMs: number },
): Promise<DownloadAnswer> {
  const budget = new Budget(times, wanted.signal);
  let sinkError: Error | undefined;
  // From the start: a file that cannot be opened fails before there is anything to write, and an error nobody hears ends the process.
  sink.on('error', (error) => (sinkError ??= error));
  try {
    const { status, headers, body } = await follow(wanted, hop, budget);
    if (sinkError) {
      discard(body);
      throw notStored(sinkError);
    }
    const refused = refusal(wanted, { status, headers });
    if (refused) {
      discard(body);
      return { status, headers, bytes: 0, end: refused };
    }
    return { status, headers, ...(await pour(body, sink, wanted.maxBytes, budget)) };
  } finally {
    budget.end();
    // Does nothing to a sink that took everything.
    sink.destroy();
  }
}

async function follow(wanted: DownloadRequest, hop: Hop, budget: Budget): Promise<Exchange> {
  let here = wanted;
  for (let redirects = 0; ; redirects += 1) {
    const answer = await hop(here.url, here, budget);
    const { location } = answer.headers;
    if (!REDIRECTS.has(answer.status) || location === undefined) return answer;
    discard(answer.body);
    if (redirects === MAX_REDIRECTS) {
      throw new HttpError('blocked', 'The download was redirected too often.', { reason: 'too_many_redirects' });
    }
    here = redirected(here, location);
  }
}

function redirected(from: DownloadRequest, location: string): DownloadRequest {
  if (!URL.canParse(location, from.url)) {
    throw new HttpError('invalid', 'The download was redirected to something that is no URL.', {
      reason: 'invalid_url',
    });
  }
  const [source, target] = [new URL(from.url), new URL(location, from.url)];
  if (source.protocol === 'https:' && target.protocol !== 'https:') {
    throw new HttpError('blocked', 'The download was redirected from https to something else.');
  }
  const { headers, ...rest } = from;
  return { ...rest, url: target.href, ...(source.origin === target.origin && headers && { headers }) };
}

function refusal(
  wanted: DownloadRequest,
  { status, headers }: Omit<Exchange, 'body'>,
): DownloadAnswer['end'] | undefined {
  if (status < 200 || status > 299) return 'status';
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (wanted.types && type !== '' && !wanted.types.some((pattern) => typeMatches(pattern, type))) return 'wrong_type';
  return Number(headers['content-length'] ?? 0) > wanted.maxBytes ? 'too_large' : undefined;
}

const typeMatches = (pattern: string, type: string): boolean =>
  pattern.endsWith('/*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;

function discard(body: Readable): void {
  body.on('error', () => undefined).destroy();
}

async function pour(
  body: Readable,
  sink: Writable,
  maxBytes: number,
  budget: Budget,
): Promise<Pick<DownloadAnswer, 'bytes' | 'end'>> {
  let [seen, passed] = [0, 0];
  let failed: 'body' | 'sink' | undefined;
  body.once('error', () => (failed ??= 'body'));
  sink.once('error', () => (failed ??= 'sink'));
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > maxBytes) {
        done(new Error('too large'));
      } else {
        passed = seen;
        done(null, chunk);
      }
    },
  });
  try {
    await pipeline(body, counter, sink);
    return { bytes: passed, end: 'complete' };
  } catch (error) {
    if (seen > maxBytes) return { bytes: passed, end: 'too_large' };
    if (budget.why) throw lost(budget);
    if (failed !== 'sink') return { bytes: passed, end: 'broken' };
    throw notStored(error);
  }
}

const notStored = (cause: unknown): HttpError =>
  new HttpError('unknown', 'What was downloaded could not be stored.', { cause });
