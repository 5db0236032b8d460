import pg from 'pg';
import { controlMigrations } from './control/migrations/index.js';
import { ledgerMigrations } from './ledger/migrations/index.js';
import { checksumOf, type Migration } from './migration.js';
import { guarded, PersistenceError } from './persistence-error.js';
import { recorderMigrations } from './recorder/migrations/index.js';

/** What to bring up to date: the control plane, the run history, or the ledger of one connector in a schema of its own. */
export type MigrationTarget = 'control' | 'recorder' | { readonly ledger: string };

/** Schema of the control plane's tables. */
const CONTROL_SCHEMA = 'control';
/** Schema of the run history. */
const RECORDER_SCHEMA = 'history';

/**
 * Runs what has not run yet, in order. Any number of processes may call it at once: an advisory lock lets one work and the others wait.
 * Migrations that a newer release has run are left alone. Rejects with `schema` when one that ran has been changed since.
 */
export async function migrate(url: string, target: MigrationTarget): Promise<void> {
  const { schema, migrations } = resolve(target);
  await guarded(() => withClient(url, (client) => applyAll(client, schema, migrations)));
}

function resolve(target: MigrationTarget): { readonly schema: string; readonly migrations: readonly Migration[] } {
  if (target === 'control') return { schema: CONTROL_SCHEMA, migrations: controlMigrations };
  if (target === 'recorder') return { schema: RECORDER_SCHEMA, migrations: recorderMigrations };
  return { schema: target.ledger, migrations: ledgerMigrations };
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'hookswitch-migrate',
    connectionTimeoutMillis: 10_000,
  });
  // The pending query rejects as well; without a listener the event would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** Exported for its spec; everybody else calls {@link migrate}. */
export async function applyAll(client: pg.Client, schema: string, migrations: readonly Migration[]): Promise<void> {
  // Held until the connection ends: it also covers CREATE SCHEMA, which is not safe to run twice at once.
  await client.query("SELECT pg_advisory_lock(hashtext('hookswitch-migrate'), hashtext($1))", [schema]);
  const name = pg.escapeIdentifier(schema);
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${name}`);
  await client.query(`CREATE TABLE IF NOT EXISTS ${name}.hookswitch_migrations (
    id text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
  const { rows } = await client.query<{ id: string; checksum: string }>(
    `SELECT id, checksum FROM ${name}.hookswitch_migrations`,
  );
  const applied = new Map(rows.map(({ id, checksum }) => [id, checksum]));
  for (const migration of migrations) {
    const checksum = applied.get(migration.id);
    if (checksum === undefined) await apply(client, name, migration);
    else if (checksum !== checksumOf(migration)) throw changed(schema, migration);
  }
}

async function apply(client: pg.Client, name: string, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(`SET LOCAL search_path TO ${name}`);
    // Waiting for a lock on a busy table would queue every other statement behind it; failing and trying again does not.
    await client.query("SET LOCAL lock_timeout = '10s'");
    await client.query(migration.sql);
    await client.query(`INSERT INTO ${name}.hookswitch_migrations (id, checksum) VALUES ($1, $2)`, [
      migration.id,
      checksumOf(migration),
    ]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

const changed = (schema: string, { id }: Migration) =>
  new PersistenceError('schema', `Migration ${id} of schema ${schema} was changed after it had run.`);
