import pg from 'pg';

export interface PoolOptions {
  /** Connections at most; default 10. One pool serves everything in a service. */
  readonly max?: number;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName?: string;
  /** Milliseconds after which Postgres gives up a statement; default 15,000. */
  readonly statementTimeoutMs?: number;
  /** Milliseconds to wait for a connection; default 5,000. */
  readonly connectTimeoutMs?: number;
  /** Hears of idle connections that broke; the pool replaces them by itself. */
  readonly onError?: (error: Error) => void;
}

const INT8 = 20;

/** A pool whose `bigint` columns are numbers (ours stay below 2^53); everything else is pg's default. Connects on first use. */
export function createPool(url: string, options: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    application_name: options.applicationName ?? 'hookswitch',
    statement_timeout: options.statementTimeoutMs ?? 15_000,
    idle_in_transaction_session_timeout: 60_000,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    keepAlive: true,
    types: { getTypeParser },
  });
  // Without a listener, an idle connection that the server closes would end the process.
  pool.on('error', options.onError ?? (() => undefined));
  // Nor may one that is between two statements of a transaction: the next of them rejects.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

const getTypeParser = ((oid: number, format?: 'text' | 'binary') =>
  oid === INT8 && format !== 'binary'
    ? Number
    : (pg.types.getTypeParser as (oid: number, format?: string) => unknown)(
        oid,
        format,
      )) as typeof pg.types.getTypeParser;
