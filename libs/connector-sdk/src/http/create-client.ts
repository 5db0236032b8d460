import { Readable } from 'node:stream';
import { createAgents, type AgentPair } from './agents.js';
import { Budget } from './budget.js';
import { HttpError, type HttpAnswer, type HttpClient, type HttpReason, type HttpRequest } from './client.js';
import { ConnectError, type Lookup } from './connect.js';
import { download, type Hop } from './download.js';
import { bare, EgressPolicy, type EgressOptions } from './egress-policy.js';
import { exchange, lost, type Exchange } from './exchange.js';
import { checkHeaders } from './headers.js';
import { hostListed } from './host-patterns.js';
import { readBody } from './read-body.js';

export interface HttpClientOptions extends EgressOptions {
  /** For tests; default is the system's resolver. */
  readonly lookup?: Lookup;
  /** For look-up, connection and TLS together; default 3 s. */
  readonly connectMs?: number;
  /** Certificates in PEM that are trusted instead of Node's own. */
  readonly ca?: string;
  /** Why a request did not leave: for the operator's log, not for users. */
  readonly onBlocked?: (refusal: Refusal) => void;
  /** Hears of every request when it is over, of a download at its headers: for metrics, so it says neither host nor path. */
  readonly onExchange?: (exchange: HttpExchange) => void;
}

export interface HttpExchange {
  /** As the request had it. */
  readonly method: string;
  /** Absent when there was no answer. */
  readonly status?: number;
  /** Absent when there was one. */
  readonly reason?: HttpReason;
  readonly seconds: number;
}

export interface Refusal {
  readonly code: 'blocked' | 'unreachable';
  readonly reason: 'internal_destination' | 'host_not_allowed' | 'not_connected';
  /** Scheme, host and port: the rest of a URL may hold secrets. */
  readonly origin: string;
  readonly why: string;
}

export interface GuardedClient extends HttpClient {
  /** Closes idle connections; requests under way go on. Can be called twice. */
  close(): void;
}

const TIMEOUT_MS = 30_000;
const HEADERS_MS = 10_000;
const MAX_BODY_BYTES = 1 << 20;
const UNREACHABLE = 'The destination could not be reached.';

/** The guarded client. Throws when an option is malformed. One for each process; the host of connectors makes it. */
export function createHttpClient(options: HttpClientOptions = {}): GuardedClient {
  const policy = new EgressPolicy(options);
  const { connectMs = 3_000, lookup, ca } = options;
  const agents = createAgents({ policy, connectMs, ...(lookup && { lookup }), ...(ca !== undefined && { ca }) });

  /** Throws unless a request may go there; connecting tests the addresses. */
  function admit(text: string, allowedHosts: readonly string[] | undefined): URL {
    const url = parse(text);
    const form = policy.formRefusal(url);
    if (form !== undefined) throw new HttpError('invalid', form, { reason: 'invalid_url' });
    if (allowedHosts && !hostListed(url, allowedHosts)) {
      const message = `${bare(url.hostname)} is not among the hosts that these credentials may be sent to.`;
      throw new HttpError('blocked', message, { reason: 'host_not_allowed' });
    }
    const refusal = policy.hostRefusal(url);
    if (refusal === undefined) return url;
    throw new HttpError('blocked', UNREACHABLE, { cause: new ConnectError('blocked', refusal) });
  }

  async function send(request: HttpRequest, pair: AgentPair, budget: Budget): Promise<Exchange> {
    const url = admit(request.url, request.allowedHosts);
    checkHeaders(request.headers ?? {});
    try {
      return await exchange(url, request, pair, budget);
    } catch (error) {
      throw error instanceof HttpError ? error : new HttpError('invalid', 'The request could not be put on the wire.');
    }
  }

  async function reporting<T>(url: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal) options.onBlocked?.({ ...refusal, origin: new URL(url).origin });
      throw error;
    }
  }

  async function timed<T extends { readonly status: number }>(method: string, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const over = (how: Pick<HttpExchange, 'status' | 'reason'>) =>
      options.onExchange?.({ method, ...how, seconds: (performance.now() - started) / 1_000 });
    try {
      const answer = await work();
      over({ status: answer.status });
      return answer;
    } catch (error) {
      over({ reason: (error as HttpError).reason });
      throw error;
    }
  }

  async function request(request: HttpRequest): Promise<HttpAnswer> {
    const budget = new Budget(timesOf(request), request.signal);
    const stream = request.body instanceof Readable ? request.body : undefined;
    // What reads it hears of its errors; until then, or when nothing ever does, they would end the process.
    stream?.on('error', () => undefined);
    try {
      const pair = request.ownConnection ? agents.own : agents.pooled;
      const { status, headers, body } = await reporting(request.url, () => send(request, pair, budget));
      const read = await readBody(body, request.maxBodyBytes ?? MAX_BODY_BYTES);
      if (budget.why) throw lost(budget);
      return { status, headers, ...read };
    } finally {
      budget.end();
      stream?.destroy();
    }
  }

  const hop: Hop = (url, { headers, allowedHosts }, budget) =>
    timed('GET', () =>
      reporting(url, () =>
        send(
          { method: 'GET', url, ...(headers && { headers }), ...(allowedHosts && { allowedHosts }) },
          agents.pooled,
          budget,
        ),
      ),
    );

  return {
    request: (wanted) => timed(wanted.method, () => request(wanted)),
    download: (wanted, sink) => download(wanted, sink, hop, timesOf(wanted)),
    close() {
      for (const pair of Object.values(agents)) {
        pair.http.destroy();
        pair.https.destroy();
      }
    },
  };
}

function parse(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new HttpError('invalid', 'This is not an http or https URL.', { reason: 'invalid_url' });
  }
  if (url.username !== '' || url.password !== '') {
    throw new HttpError('invalid', 'A URL must not carry a user name or password.', { reason: 'invalid_url' });
  }
  return url;
}

/** What the operator should hear of; a request that is none is its author's business. */
function refusalOf(error: unknown): Omit<Refusal, 'origin'> | undefined {
  if (!(error instanceof HttpError)) return undefined;
  const { code, cause, message } = error;
  if (cause instanceof ConnectError) {
    const reason = cause.kind === 'blocked' ? 'internal_destination' : 'not_connected';
    return { code: cause.kind, reason, why: cause.message };
  }
  return code === 'blocked' ? { code, reason: 'host_not_allowed', why: message } : undefined;
}

/** A caller that says how long may also wait that long for the headers. */
const timesOf = ({ timeoutMs }: { readonly timeoutMs?: number }) => ({
  timeoutMs: timeoutMs ?? TIMEOUT_MS,
  headersMs: timeoutMs ?? HEADERS_MS,
});
