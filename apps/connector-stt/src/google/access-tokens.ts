import { createHash } from 'node:crypto';
import {
  misconfigured,
  retry,
  HttpError,
  Secret,
  type HttpAnswer,
  type HttpClient,
  type ErrorOutcome,
} from '@hookswitch/connector-sdk';
import { isJsonObject, type Json, type JsonObject } from '@hookswitch/domain';
import { httpFailure } from '../failure.js';
import { readServiceAccount, signAssertion, type ServiceAccount } from './service-account.js';

/** One request for a token. */
export interface TokenRequest {
  readonly credentials: Secret;
  readonly url: string;
  readonly http: HttpClient;
  readonly allowedHosts: readonly string[];
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface AccessToken {
  readonly token: Secret;
  readonly account: ServiceAccount;
  /** It was fetched just now: if it is refused, the account is at fault. */
  readonly isFresh: boolean;
  /** Refused: the next request gets another. */
  drop(): void;
}

interface Cached {
  readonly token: Secret;
  readonly until: number;
}

const EARLY_MS = 5 * 60_000;
const MOST = 1000;

/** Access tokens of service accounts, kept until shortly before they end. Whoever has not the whole key finds nothing here. */
export class AccessTokens {
  readonly #cached = new Map<string, Cached>();

  async get(request: TokenRequest): Promise<AccessToken | ErrorOutcome> {
    const account = readServiceAccount(request.credentials);
    if ('kind' in account) return account;
    const key = createHash('sha256').update(`${request.url}\n${request.credentials.reveal()}`).digest('base64');
    const drop = () => void this.#cached.delete(key);
    const cached = this.#cached.get(key);
    if (cached && cached.until > request.now) return { token: cached.token, account, isFresh: false, drop };
    const fetched = await fetchToken(request, account);
    if ('kind' in fetched) return fetched;
    this.#cached.delete(key);
    this.#cached.set(key, fetched);
    const oldest = this.#cached.keys().next().value;
    if (this.#cached.size > MOST && oldest !== undefined) this.#cached.delete(oldest);
    return { token: fetched.token, account, isFresh: true, drop };
  }
}

async function fetchToken(request: TokenRequest, account: ServiceAccount): Promise<Cached | ErrorOutcome> {
  const { url, http, allowedHosts, signal, now } = request;
  const form = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: signAssertion(account, now),
  });
  try {
    const answer = await http.request({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: form.toString(),
      allowedHosts,
      signal,
    });
    return readToken(answer, now);
  } catch (error) {
    if (error instanceof HttpError) return httpFailure(error, 'read');
    throw error;
  }
}

function readToken({ status, body }: HttpAnswer, now: number): Cached | ErrorOutcome {
  const said = parse(body);
  const { access_token: token, expires_in: lifetime } = said;
  if (status === 200 && typeof token === 'string') {
    const seconds = typeof lifetime === 'number' ? lifetime : 0;
    return { token: new Secret(token), until: now + seconds * 1000 - EARLY_MS };
  }
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
    const why = typeof said.error === 'string' ? said.error : `status ${status}`;
    const more = typeof said.error_description === 'string' ? `: ${said.error_description}` : '';
    return misconfigured('invalid_credentials', `Google gives this service account no token, ${why}${more}`);
  }
  return retry('token_unavailable', `Google's token endpoint answered with status ${status}.`);
}

function parse(body: Buffer): JsonObject {
  try {
    const value = JSON.parse(body.toString('utf8')) as Json;
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}
