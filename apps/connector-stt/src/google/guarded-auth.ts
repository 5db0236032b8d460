import { guardedFetch, type HttpClient } from '@hookswitch/connector-sdk';
import { AuthClient, type gaxios } from 'google-auth-library';
import type { Places } from './places.js';

export interface GuardedAuthOptions {
  readonly http: HttpClient;
  readonly places: Places;
  readonly allowedHosts: readonly string[];
  readonly signal: AbortSignal;
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A transcript of four hours with the time of every word is a few MiB. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;
const TIMEOUT_MS = 5 * 60_000;

/**
 * What the speech client takes for its credentials is also its transport: every request it makes passes through here, and from here through
 * the guarded client. It neither refreshes nor retries.
 */
export class GuardedAuth extends AuthClient {
  readonly #options: GuardedAuthOptions;
  readonly #fetch: typeof fetch;

  constructor(options: GuardedAuthOptions) {
    super();
    this.#options = options;
    const { http, allowedHosts, signal } = options;
    this.#fetch = guardedFetch(http, {
      allowedHosts,
      signal,
      maxBodyBytes: MAX_BODY_BYTES,
      timeoutMs: TIMEOUT_MS,
      // A job must not be in doubt because an idle connection was just being closed.
      ownConnection: true,
    });
  }

  override async request<T>(options: gaxios.GaxiosOptions): Promise<gaxios.GaxiosResponse<T>> {
    const headers = new Headers(options.headers);
    for (const [name, value] of Object.entries(this.#options.headers)) headers.set(name, value);
    const response = await this.#fetch(this.#options.places.locate(new URL(String(options.url))), {
      method: options.method ?? 'GET',
      headers,
      ...(options.body == null ? {} : { body: options.body as string }),
      ...(options.signal == null ? {} : { signal: options.signal }),
    });
    // The client asks for a stream and reads the response itself.
    return Object.assign(response, { config: options, data: response.body }) as unknown as gaxios.GaxiosResponse<T>;
  }

  override getRequestHeaders(): Promise<Headers> {
    return Promise.resolve(new Headers(this.#options.headers));
  }

  override getAccessToken(): Promise<{ token?: string | null }> {
    return Promise.resolve({ token: null });
  }
}
