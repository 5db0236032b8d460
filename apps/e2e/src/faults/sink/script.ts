/** What a destination does with a request. Times are milliseconds. */
export type Script =
  /** Answers; `share`: of the requests that are answered so, drawn from `seed`, the others with 200; `retryAfter`: with anything but 200. */
  | ({
      readonly kind: 'answer';
      readonly status: number;
      readonly afterMs?: number;
      readonly share?: number;
      readonly seed?: number;
    } & RetryAfter)
  /** Takes the request and says nothing. */
  | { readonly kind: 'hang' }
  /** A byte of the answer now and then, without an end. */
  | { readonly kind: 'trickle'; readonly everyMs: number }
  /** Ends every connection before it has read anything. */
  | { readonly kind: 'gone' }
  /** Ends the connection; `midBody`: after the head of a successful answer and some of its body. */
  | { readonly kind: 'reset'; readonly midBody?: true }
  | { readonly kind: 'oversize'; readonly bytes: number }
  /** So many zero bytes, compressed. */
  | { readonly kind: 'bomb'; readonly bytes: number }
  | { readonly kind: 'redirect'; readonly to: string }
  /** 429 to whatever exceeds the rate. */
  | ({ readonly kind: 'limit'; readonly perSecond: number } & RetryAfter);

interface RetryAfter {
  /** The header as it is, or `date` for one some seconds ahead. */
  readonly retryAfter?: string;
}

/** `dedupe`: a command that was done before is answered as then, without another effect. */
export interface Behaviour {
  readonly script: Script;
  readonly dedupe: boolean;
}

export const WELL: Behaviour = { script: { kind: 'answer', status: 200 }, dedupe: true };

/** One request as it is kept before it is answered. */
export interface Kept {
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly destination: number;
  /** Idempotency-Key. */
  readonly command: string;
  readonly tenant: string;
  readonly event: string;
  readonly subject: string;
  /** SHA-256 of the body, in hex. */
  readonly digest: string;
  /** What will be answered; 0: nothing, or not to its end. */
  readonly status: number;
  /** Something was done because of it. */
  readonly effect: boolean;
}
