/**
 * The guarded client: the only way a connector reaches a host that a user chose. It resolves names itself and refuses private addresses,
 * follows no redirect, caps the body, and never throws for an HTTP status.
 */
export interface HttpClient {
  /** Rejects with a {@link HttpError} and with nothing else. */
  request(request: HttpRequest): Promise<HttpAnswer>;
}

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Hosts this request may go to; a request with secrets in it names them. */
  readonly allowedHosts?: readonly string[];
  /** Bytes of the answer's body that are kept; default 1 MiB. */
  readonly maxBodyBytes?: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names; several values joined by ', '. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The body was longer than `maxBodyBytes`. */
  readonly truncated: boolean;
  /** The connection ended before the body was complete. */
  readonly broken: boolean;
}

/**
 * `blocked`: the guard refused it, nothing was sent · `unreachable`: DNS, connect or TLS failed, nothing was sent · `invalid`: not a request
 * that can be sent · `unknown`: reset or timed out after the first byte left · `aborted`: by the signal, nothing was sent.
 */
export const HTTP_CODES = ['blocked', 'unreachable', 'invalid', 'unknown', 'aborted'] as const;
export type HttpCode = (typeof HTTP_CODES)[number];

export class HttpError extends Error {
  override readonly name = 'HttpError';
  constructor(
    readonly code: HttpCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
