import { isReceiptSteps, type ReceiptStep } from '../receipts/receipt.js';

/** How the next requests to a provider go wrong: the body of `PUT /_sim/behaviours/{provider}`, one or a list of them. */
export interface Behaviour {
  /** Answer with this status, in the provider's own error form. */
  readonly status?: number;
  /** The provider's own word for it (`channel_not_found`, `Unknown number`); without `status` the one the provider uses for it. */
  readonly error?: string;
  /** Seconds; said in the provider's own way. */
  readonly retryAfter?: number;
  readonly delayMs?: number;
  /** Never answer; the connection stays open. */
  readonly hang?: boolean;
  /** Reset the connection `before` the body is read, or `after` the request was carried out. */
  readonly reset?: 'before' | 'after';
  /** Send the answer byte by byte, this many milliseconds apart. */
  readonly drip?: number;
  /** Send half of the answer's body as if it were all. */
  readonly cutJson?: boolean;
  /** Answer with an HTML page, as a proxy in between would. */
  readonly html?: boolean;
  /** Whether a refused or hanging request was carried out all the same (an `internal_error` that did post). */
  readonly effect?: boolean;
  /** What becomes of speech operations that the request starts. */
  readonly operation?: OperationFault;
  /** What the provider reports about a message, instead of `sent` and `delivered`; `[]`: nothing. */
  readonly receipts?: readonly ReceiptStep[];
  /** 0 to 1, default 1. */
  readonly probability?: number;
  /** For so many requests, then no more; default: until it is replaced. */
  readonly times?: number;
  readonly match?: BehaviourMatch;
}

/** Which requests; all that is given must hold. Texts are looked for anywhere, `method` is compared as a whole. */
export interface BehaviourMatch {
  readonly method?: string;
  /** Of path and query. */
  readonly path?: string;
  readonly body?: string;
  /** In the `Idempotency-Key`. */
  readonly idempotencyKey?: string;
}

export interface OperationFault {
  /** Polls until it is done; default 2. */
  readonly polls?: number;
  /** gRPC code of an error inside the done operation. */
  readonly error?: number;
  /** gRPC code of an error of the file inside a done operation that is none itself: batches of Google Speech v2. */
  readonly fileError?: number;
  /** Polls answer 404 and lists leave it out. */
  readonly lost?: boolean;
}

const kinds = {
  status: (v: unknown) => isInteger(v, 100, 599) || 'a status from 100 to 599',
  error: (v: unknown) => typeof v === 'string' || 'a text',
  retryAfter: (v: unknown) => isNumber(v, 0) || 'a number of seconds',
  delayMs: (v: unknown) => isNumber(v, 0) || 'a number of milliseconds',
  hang: isFlag,
  reset: (v: unknown) => v === 'before' || v === 'after' || '"before" or "after"',
  drip: (v: unknown) => isNumber(v, 0) || 'a number of milliseconds',
  cutJson: isFlag,
  html: isFlag,
  effect: isFlag,
  operation: isRecord,
  receipts: isReceiptSteps,
  probability: (v: unknown) => (isNumber(v, 0) && v <= 1) || 'a number from 0 to 1',
  times: (v: unknown) => isInteger(v, 1, Number.MAX_SAFE_INTEGER) || 'a whole number from 1',
  match: isRecord,
} satisfies Record<keyof Behaviour, (value: unknown) => true | string>;

const nested = {
  match: {
    method: kinds.error,
    path: kinds.error,
    body: kinds.error,
    idempotencyKey: kinds.error,
  } satisfies Record<keyof BehaviourMatch, unknown>,
  operation: {
    polls: (v: unknown) => isInteger(v, 0, 1000) || 'a whole number from 0',
    error: isCode,
    fileError: isCode,
    lost: isFlag,
  } satisfies Record<keyof OperationFault, unknown>,
};

export interface BehaviourProblem {
  /** JSON pointer into the body. */
  readonly pointer: string;
  readonly message: string;
}

/** The behaviours of a request body, or what is wrong with it. `{}` and `[]` mean: behave. */
export function parseBehaviours(
  body: unknown,
): { ok: true; value: readonly Behaviour[] } | { ok: false; problems: readonly BehaviourProblem[] } {
  const list: readonly unknown[] = Array.isArray(body) ? body : [body];
  const problems = list.flatMap((entry, index) =>
    isRecord(entry) === true
      ? fieldProblems(entry as object, Array.isArray(body) ? `/${index}` : '', kinds)
      : [{ pointer: Array.isArray(body) ? `/${index}` : '', message: 'A behaviour is an object.' }],
  );
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: (list as readonly Behaviour[]).filter((entry) => Object.keys(entry).length > 0) };
}

function fieldProblems(
  entry: object,
  pointer: string,
  known: Readonly<Record<string, (value: unknown) => true | string>>,
): BehaviourProblem[] {
  return Object.entries(entry).flatMap(([name, value]: [string, unknown]) => {
    const place = `${pointer}/${name}`;
    const check = Object.hasOwn(known, name) ? known[name] : undefined;
    if (check === undefined)
      return [{ pointer: place, message: `Unknown; known are ${Object.keys(known).join(', ')}.` }];
    const verdict = check(value);
    if (verdict !== true) return [{ pointer: place, message: `This must be ${verdict}.` }];
    return name === 'match' || name === 'operation' ? fieldProblems(value as object, place, nested[name]) : [];
  });
}

function isFlag(value: unknown): true | string {
  return typeof value === 'boolean' || 'true or false';
}
function isCode(value: unknown): true | string {
  return isInteger(value, 1, 16) || 'a gRPC code from 1 to 16';
}
function isRecord(value: unknown): true | string {
  return (typeof value === 'object' && value !== null && !Array.isArray(value)) || 'an object';
}
function isNumber(value: unknown, least: number): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= least;
}
function isInteger(value: unknown, least: number, most: number): boolean {
  return isNumber(value, least) && Number.isInteger(value) && value <= most;
}
