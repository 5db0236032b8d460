import { createReadStream } from 'node:fs';
import {
  misconfigured,
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
import { placesOf, speechHost, V1_REGIONS, type Places } from './places.js';
import type { SpeechApi } from './speech-api.js';
import { createV1Api } from './v1-api.js';
import { createV2Api } from './v2-api.js';

const UPLOAD_TIMEOUT_MS = 10 * 60_000;

/** What one call of the connector may do at Google: speech through its client, storage over the guarded client, with one token. */
export class GoogleSession {
  readonly #auth: GuardedAuth;

  private constructor(
    private readonly call: Pick<TestCall, 'http' | 'signal'>,
    private readonly settings: SttSettings,
    private readonly places: Places,
    private readonly access: AccessToken,
    private readonly allowedHosts: readonly string[],
    private readonly headers: Readonly<Record<string, string>>,
  ) {
    this.#auth = new GuardedAuth({ http: call.http, places, allowedHosts, signal: call.signal, headers });
  }

  static async open(
    call: TestCall & { readonly idempotencyKey?: string },
    settings: SttSettings,
    { tokens, egressHosts, now }: { tokens: AccessTokens; egressHosts: readonly string[]; now: number },
  ): Promise<GoogleSession | ErrorOutcome> {
    const { credentials, project } = settings;
    if (credentials === undefined) {
      return misconfigured('credentials_missing', 'The connection has no secret "credentials".');
    }
    const places = placesOf(settings);
    const own = call.connection.allowedHosts;
    const allowedHosts = own.length > 0 ? own : egressHosts;
    const { http, signal } = call;
    const access = await tokens.get({ credentials, url: places.token, http, allowedHosts, signal, now });
    if ('kind' in access) return access;
    const problem = placeProblem(settings, access.account.project);
    if (problem) return problem;
    return new GoogleSession(call, settings, places, access, allowedHosts, {
      authorization: `Bearer ${access.token.reveal()}`,
      ...(project === undefined || project === access.account.project ? {} : { 'x-goog-user-project': project }),
      ...(call.idempotencyKey === undefined ? {} : { 'idempotency-key': call.idempotencyKey }),
    });
  }

  /** The version of the API that the connection uses, or that has the operation: a job outlives a change of the settings. */
  api(operation?: string): SpeechApi {
    const { apiVersion, region, recognizer, project = this.access.account.project ?? '' } = this.settings;
    const there =
      operation === undefined ? undefined : /^(projects\/[^/]+\/locations\/([^/]+))\/operations\//.exec(operation);
    const isV2 = operation === undefined ? apiVersion === 'v2' : there !== null;
    const [, parent = `projects/${project}/locations/${region}`, location = region] = there ?? [];
    const options = { fallback: true, authClient: this.#auth, apiEndpoint: speechHost(location) };
    return isV2 ? createV2Api(options, { parent, recognizer }) : createV1Api(options);
  }

  /** What an error of the speech client means; one that is none of its own is thrown on. */
  failure(error: unknown, phase: Phase): ErrorOutcome {
    const failure = clientFailure(error, phase);
    if (failure === undefined) throw error;
    return this.#judge(failure, ['unauthenticated', 'status_401'].includes(failure.error.code));
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

  /** Whether the bucket is there, may be read, and deletes by itself what nobody does. */
  async readBucket(bucket: string): Promise<{ readonly hasLifecycle: boolean } | ErrorOutcome> {
    let body = '';
    const path = `/storage/v1/b/${encodeURIComponent(bucket)}`;
    const failure = await this.#storage(path, { method: 'GET' }, (answer) => {
      body = answer.body.toString('utf8');
    });
    return failure ?? { hasLifecycle: /"type"\s*:\s*"Delete"/.test(body) };
  }

  async #storage(
    path: string,
    request: Omit<HttpRequest, 'url' | 'allowedHosts' | 'signal'>,
    read?: (answer: HttpAnswer) => void,
  ): Promise<ErrorOutcome | undefined> {
    try {
      const answer = await this.call.http.request({
        ...request,
        url: `${this.places.storage}${path}`,
        headers: { ...this.headers, ...request.headers },
        allowedHosts: this.allowedHosts,
        signal: this.call.signal,
      });
      if (answer.status >= 200 && answer.status < 300) {
        read?.(answer);
        return undefined;
      }
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

function placeProblem({ apiVersion, region, project }: SttSettings, own: string | undefined): ErrorOutcome | undefined {
  if (apiVersion === 'v1' && !V1_REGIONS.includes(region)) {
    return misconfigured(
      'region_unknown',
      `Google Speech v1 has no region ${region}: use ${V1_REGIONS.join(', ')}, or v2.`,
    );
  }
  return apiVersion === 'v2' && (project ?? own ?? '') === ''
    ? misconfigured(
        'project_missing',
        'Google Speech v2 needs a project, and neither the connection nor its key names one.',
      )
    : undefined;
}

function storageMessage({ status, body }: HttpAnswer): string {
  const said = /"message"\s*:\s*"((?:[^"\\]|\\.){1,300})/.exec(body.toString('utf8', 0, 2000))?.[1];
  return `Cloud Storage answered with status ${status}${said === undefined ? '' : `: ${said}`}`;
}
