import { createReadStream } from 'node:fs';
import { v1 } from '@google-cloud/speech';
import {
  retry,
  HttpError,
  type HttpAnswer,
  type HttpRequest,
  type TestCall,
  type ErrorOutcome,
} from '@hookswitch/connector-sdk';
import { httpFailure, type Phase } from '../failure.js';
import type { SttSettings } from '../settings.js';
import type { AccessToken, AccessTokens } from './access-tokens.js';
import { clientFailure, statusFailure } from './errors.js';
import { GuardedAuth } from './guarded-auth.js';
import { placesOf, type Places } from './places.js';

const UPLOAD_TIMEOUT_MS = 10 * 60_000;

/** What one call of the connector may do at Google: speech through its client, storage over the guarded client, with one token. */
export class GoogleSession {
  readonly speech: v1.SpeechClient;

  private constructor(
    private readonly call: Pick<TestCall, 'http' | 'signal'>,
    private readonly places: Places,
    private readonly access: AccessToken,
    private readonly allowedHosts: readonly string[],
    private readonly headers: Readonly<Record<string, string>>,
  ) {
    const authClient = new GuardedAuth({ http: call.http, places, allowedHosts, signal: call.signal, headers });
    this.speech = new v1.SpeechClient({ fallback: true, authClient, apiEndpoint: places.speechHost });
  }

  static async open(
    call: TestCall & { readonly idempotencyKey?: string },
    settings: SttSettings,
    { tokens, egressHosts, now }: { tokens: AccessTokens; egressHosts: readonly string[]; now: number },
  ): Promise<GoogleSession | ErrorOutcome> {
    const places = placesOf(settings);
    const own = call.connection.allowedHosts;
    const allowedHosts = own.length > 0 ? own : egressHosts;
    const { credentials } = settings;
    const { http, signal } = call;
    const access = await tokens.get({ credentials, url: places.token, http, allowedHosts, signal, now });
    if ('kind' in access) return access;
    const { project } = settings;
    return new GoogleSession(call, places, access, allowedHosts, {
      authorization: `Bearer ${access.token.reveal()}`,
      ...(project === undefined || project === access.account.project ? {} : { 'x-goog-user-project': project }),
      ...(call.idempotencyKey === undefined ? {} : { 'idempotency-key': call.idempotencyKey }),
    });
  }

  /** What an error of the speech client means; one that is none of its own is thrown on. */
  failure(error: unknown, phase: Phase): ErrorOutcome {
    const failure = clientFailure(error, phase);
    if (failure === undefined) throw error;
    return this.#judge(failure, failure.error.code === 'unauthenticated');
  }

  /** Puts a file into the bucket; an object of that name is replaced. */
  upload(
    bucket: string,
    object: string,
    file: { readonly path: string; readonly bytes: number },
  ): Promise<ErrorOutcome | undefined> {
    const query = new URLSearchParams({ uploadType: 'media', name: object });
    return this.#storage(`/upload/storage/v1/b/${encodeURIComponent(bucket)}/o?${query.toString()}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: createReadStream(file.path),
      bodyBytes: file.bytes,
      timeoutMs: UPLOAD_TIMEOUT_MS,
    });
  }

  async delete(bucket: string, object: string): Promise<ErrorOutcome | undefined> {
    const path = `/storage/v1/b/${encodeURIComponent(bucket)}/o/${encodeURIComponent(object)}`;
    const failure = await this.#storage(path, { method: 'DELETE' });
    return failure?.error.code === 'status_404' ? undefined : failure;
  }

  /** Undefined when the bucket is there and may be read. */
  readBucket(bucket: string): Promise<ErrorOutcome | undefined> {
    return this.#storage(`/storage/v1/b/${encodeURIComponent(bucket)}`, { method: 'GET' });
  }

  async #storage(
    path: string,
    request: Omit<HttpRequest, 'url' | 'allowedHosts' | 'signal'>,
  ): Promise<ErrorOutcome | undefined> {
    try {
      const answer = await this.call.http.request({
        ...request,
        url: `${this.places.storage}${path}`,
        headers: { ...this.headers, ...request.headers },
        allowedHosts: this.allowedHosts,
        signal: this.call.signal,
      });
      if (answer.status >= 200 && answer.status < 300) return undefined;
      return this.#judge(statusFailure(answer.status, storageMessage(answer)), answer.status === 401);
    } catch (error) {
      if (error instanceof HttpError) return httpFailure(error, 'read');
      throw error;
    }
  }

  /** A token that was kept may have been revoked meanwhile: only a fresh one that is refused speaks against the account. */
  #judge(failure: ErrorOutcome, isUnauthenticated: boolean): ErrorOutcome {
    if (!isUnauthenticated) return this.#withoutToken(failure);
    this.access.drop();
    return this.access.isFresh
      ? this.#withoutToken(failure)
      : retry('token_rejected', 'Google no longer takes the access token; the next try gets another.');
  }

  /** The host knows the secrets of the connection, not the token that was made of them. */
  #withoutToken(failure: ErrorOutcome): ErrorOutcome {
    const message = failure.error.message.replaceAll(this.access.token.reveal(), '[secret]');
    return { ...failure, error: { ...failure.error, message } };
  }
}

function storageMessage({ status, body }: HttpAnswer): string {
  const said = /"message"\s*:\s*"((?:[^"\\]|\\.){1,300})/.exec(body.toString('utf8', 0, 2000))?.[1];
  return `Cloud Storage answered with status ${status}${said === undefined ? '' : `: ${said}`}`;
}
