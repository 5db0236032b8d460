/**
 * `unavailable`: Postgres cannot be reached or is shutting down · `timeout`: it took too long, nothing was written · `conflict`: another
 * transaction got in the way, the same call may succeed when repeated · `duplicate`: a unique name or key is taken · `in_use`: other
 * rows refer to it · `stale`: the row has changed since it was read · `reused`: the idempotency key belongs to another request ·
 * `unknown_tenant` · `schema`: the schema was not migrated or may not be used, or a migration that ran differs from the one that is
 * shipped · `failed`: a bug of ours.
 */
export const PERSISTENCE_CODES = [
  'unavailable',
  'timeout',
  'conflict',
  'duplicate',
  'in_use',
  'stale',
  'reused',
  'unknown_tenant',
  'schema',
  'failed',
] as const;
export type PersistenceCode = (typeof PERSISTENCE_CODES)[number];

/** The only error that leaves this library. Its message holds no SQL and no values. */
export class PersistenceError extends Error {
  override readonly name = 'PersistenceError';
  constructor(
    readonly code: PersistenceCode,
    message: string,
    options?: ErrorOptions & { readonly constraint?: string },
  ) {
    super(message, options);
    if (options?.constraint !== undefined) this.constraint = options.constraint;
  }
  /** Name of the violated constraint, for `duplicate` and `in_use`. */
  readonly constraint?: string;
}

/**
 * SQLSTATE (or its class) to code; the first that fits counts. `failed` is for what is refused for ever: callers leave such a record out,
 * so a password that was just changed, a standby that takes no writes or a broken disk must not look like it.
 */
const STATES: readonly (readonly [RegExp, PersistenceCode])[] = [
  [/^(08|28|3D|53|57P0[1-5]|58|25006)/, 'unavailable'],
  [/^(57014|55P03|25P03)$/, 'timeout'],
  [/^(40001|40P01)$/, 'conflict'],
  [/^23505$/, 'duplicate'],
  [/^23503$/, 'in_use'],
  [/^(3F000|42P01|42703|42501)$/, 'schema'],
];
const SQLSTATE = /^[0-9A-Z]{5}$/;
const NETWORK =
  /^(ECONN\w+|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOENT|ERR_STREAM_\w+|ERR_SOCKET_\w+)$|Connection terminated|connection timeout|timeout exceeded when trying to connect|pool after calling end|is not queryable/i;
const MESSAGES: Readonly<Record<PersistenceCode, string>> = {
  unavailable: 'The database cannot be reached.',
  timeout: 'The database took too long to answer.',
  conflict: 'Another transaction changed the same rows.',
  duplicate: 'A row with this key exists already.',
  in_use: 'Other rows refer to this one.',
  stale: 'The row has changed since it was read.',
  reused: 'The idempotency key belongs to another request.',
  unknown_tenant: 'There is no such tenant.',
  schema: 'The database schema is not the one this release needs: run the migrations.',
  failed: 'The database refused a statement.',
};

/** Whatever pg or TypeORM threw, as a {@link PersistenceError}; the original is its cause. */
export function toPersistenceError(error: unknown): PersistenceError {
  return ofDatabase(error) ?? new PersistenceError('failed', MESSAGES.failed, { cause: error });
}

/** The same for what comes from the database; undefined for what does not. */
export function ofDatabase(error: unknown): PersistenceError | undefined {
  if (error instanceof PersistenceError) return error;
  const { code, constraint, message } = factsOf(error);
  const found = STATES.find(([pattern]) => pattern.test(code))?.[1];
  const unreachable = NETWORK.test(code) || NETWORK.test(message) ? 'unavailable' : undefined;
  const kind = found ?? unreachable ?? (SQLSTATE.test(code) ? 'failed' : undefined);
  if (kind === undefined) return undefined;
  return new PersistenceError(kind, MESSAGES[kind], { cause: error, ...(constraint !== undefined && { constraint }) });
}

function factsOf(error: unknown): { readonly code: string; readonly constraint?: string; readonly message: string } {
  if (typeof error !== 'object' || error === null) return { code: '', message: String(error) };
  const { code, constraint, message } = error as { code?: unknown; constraint?: unknown; message?: unknown };
  return {
    code: typeof code === 'string' ? code : '',
    message: typeof message === 'string' ? message : '',
    ...(typeof constraint === 'string' && { constraint }),
  };
}

/** Runs `work`; whatever it throws leaves as a {@link PersistenceError}. */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toPersistenceError(error);
  }
}
