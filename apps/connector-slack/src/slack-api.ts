import { guardedFetch, retryAfterMs, type HttpClient, type OpenConnection } from '@hookswitch/connector-sdk';
import { LogLevel, WebClient, type Logger } from '@slack/web-api';
import type { Seen } from './failure.js';

export interface SlackApi {
  readonly client: WebClient;
  /** The last answer. */
  seen(): Seen | undefined;
}

export interface SlackAccess {
  readonly token: string;
  readonly connection: OpenConnection | undefined;
  readonly http: HttpClient;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
  readonly headers?: Record<string, string>;
}

/** Slack's client for one call: over the guarded client, without retries, waits or log lines of its own. */
export function slackApi({ token, connection, http, signal, timeoutMs, headers = {} }: SlackAccess): SlackApi {
  let seen: Seen | undefined;
  const own = connection?.allowedHosts ?? [];
  const guarded = guardedFetch(http, {
    allowedHosts: own.length > 0 ? own : ['slack.com'],
    signal,
    ownConnection: true,
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  const fetch: typeof guarded = async (input, init) => {
    const response = await guarded(input, init);
    seen = {
      status: response.status,
      retryAfterMs: retryAfterMs(response.headers.get('retry-after') ?? undefined, Date.now()),
    };
    return response;
  };
  const client = new WebClient(token, {
    slackApiUrl: apiUrl(connection),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: SILENT,
    headers,
    fetch,
  });
  return { client, seen: () => seen };
}

/** `/api/` is added unless the base URL ends with it. */
function apiUrl(connection: OpenConnection | undefined): string {
  const base = connection?.settings.baseUrl;
  const url = typeof base === 'string' && base !== '' ? base.replace(/\/+$/, '') : 'https://slack.com';
  return url.endsWith('/api') ? `${url}/` : `${url}/api/`;
}

/** What the SDK logs holds the message's text. */
const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};
