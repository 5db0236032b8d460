import type { Readable, Writable } from 'node:stream';

/**
 * The guarded client: the only way a connector reaches a host that a user chose. It resolves names itself and refuses private addresses,
 * follows no redirect, caps the body, and never throws for an HTTP status.
 */
export interface HttpClient {
  /** Rejects with a {@link HttpError} and with nothing else. */
  request(request: HttpRequest): Promise<HttpAnswer>;
  /**
   * GET whose 2xx body goes to `sink` as it arrives, never into memory. Follows up to 3 redirects, each through the whole guard. The sink is ended
   * when the body is complete and destroyed otherwise. Rejects with a {@link HttpError} and with nothing else.
   */
  download(request: DownloadRequest, sink: Writable): Promise<DownloadAnswer>;
}

export interface HttpRequest {
  readonly method: string;
  /** https, or http where the operator allows it; no user name or password. */
  readonly url: string;
  /** `Host`, `Content-Length` and what else frames a message are the client's own. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A stream is sent in chunks unless `bodyBytes` tells its length, and destroyed when the request is over. */
  readonly body?: string | Uint8Array | Readable;
  readonly bodyBytes?: number;
  /** Hosts this request may go to, as `name`, `name:port` or `*.name` (one label); a request with secrets in it names them. */
  readonly allowedHosts?: readonly string[];
  /** Bytes of the answer's body that are kept; default 1 MiB. */
  readonly maxBodyBytes?: number;
  /** For everything from the look-up of the name to the last byte; default 30 s, of which the answer's headers may take 10 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Never over a pooled connection, which the target may just be closing: for sends whose outcome must not be in doubt without need. */
  readonly ownConnection?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names; several values joined by ', '. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed. */
  readonly body: Buffer;
  /** The body was longer than `maxBodyBytes`. */
  readonly truncated: boolean;
  /** The connection ended before the body was complete. */
  readonly broken: boolean;
}

export interface DownloadRequest {
  readonly url: string;
  /** Dropped when a redirect leads to another origin. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Holds for every hop. */
  readonly allowedHosts?: readonly string[];
  readonly maxBytes: number;
  /** Media types that are taken, such as `audio/*`; absent: any. An answer that names no type is taken. */
  readonly types?: readonly string[];
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface DownloadAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Written to the sink. */
  readonly bytes: number;
  /** `status`: not 2xx, nothing was written · `wrong_type`: nothing was written · `too_large`, `broken`: part of it was. */
  readonly end: 'complete' | 'status' | 'wrong_type' | 'too_large' | 'broken';
}

/**
 * `blocked`: the guard refused it, nothing was sent · `unreachable`: DNS, connect or TLS failed, nothing was sent · `invalid`: not a request
 * that can be sent · `unknown`: reset or timed out after the first byte left · `aborted`: by the signal, nothing was sent.
 */
export const HTTP_CODES = ['blocked', 'unreachable', 'invalid', 'unknown', 'aborted'] as const;
export type HttpCode = (typeof HTTP_CODES)[number];

/** What a user may know of a failure; goes into `CommandError.code`. Blocked, refused and filtered targets look the same. */
export const HTTP_REASONS = [
  'destination_unreachable',
  'host_not_allowed',
  'invalid_url',
  'invalid_header',
  'invalid_request',
  'too_many_redirects',
  'timeout',
  'connection_lost',
  'aborted',
] as const;
export type HttpReason = (typeof HTTP_REASONS)[number];

/** Holds neither the request nor the library's error: both carry secrets. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly reason: HttpReason;
  constructor(
    readonly code: HttpCode,
    message: string,
    options: ErrorOptions & { readonly reason?: HttpReason } = {},
  ) {
    super(message, options);
    this.reason = options.reason ?? DEFAULT_REASONS[code];
  }
}

const DEFAULT_REASONS: Readonly<Record<HttpCode, HttpReason>> = {
  blocked: 'destination_unreachable',
  unreachable: 'destination_unreachable',
  invalid: 'invalid_request',
  unknown: 'connection_lost',
  aborted: 'aborted',
};
