import type { Pool } from 'pg';
import type { DeadLetterFilter, Page, StoredDeadLetter } from './history.js';
import { compact } from './rows.js';
import { Where } from './where.js';

const COLUMNS = `"partition" || '-' || "offset" AS id, tenant, reason, message, stage, service, at, origin, key, value, headers`;

/** `tenant` undefined: those whose tenant could not be told, which only the platform's operators see. */
const ofTenant = (tenant: string | undefined): Where =>
  tenant === undefined ? new Where().all('tenant IS NULL', []) : new Where().and('tenant = ?', tenant);

export async function listDeadLetters(
  pool: Pool,
  tenant: string | undefined,
  filter: DeadLetterFilter,
  page: Page,
): Promise<readonly StoredDeadLetter[]> {
  const where = ofTenant(tenant)
    .and('reason = ?', filter.reason)
    .and('stage = ?', filter.stage)
    .and('at >= ?', filter.from)
    .and('at < ?', filter.to);
  if (page.after) {
    where.all(`(at, "partition", "offset") < (?::timestamptz, ?::int, ?::bigint)`, [
      page.after.at,
      ...placeOf(page.after.id),
    ]);
  }
  const { rows } = await pool.query<Row>(
    `SELECT ${COLUMNS} FROM history.dead_letters WHERE ${where.text} ORDER BY at DESC, "partition" DESC, "offset" DESC LIMIT ${page.limit}`,
    where.values,
  );
  return rows.map(letterOf);
}

export async function readDeadLetter(
  pool: Pool,
  tenant: string | undefined,
  id: string,
): Promise<StoredDeadLetter | undefined> {
  if (!/^\d{1,9}-\d{1,18}$/.test(id)) return undefined;
  const where = ofTenant(tenant).all('"partition" = ? AND "offset" = ?', placeOf(id));
  const { rows } = await pool.query<Row>(
    `SELECT ${COLUMNS} FROM history.dead_letters WHERE ${where.text}`,
    where.values,
  );
  return rows[0] && letterOf(rows[0]);
}

const placeOf = (id: string): readonly string[] => id.split('-');

interface Row extends Omit<StoredDeadLetter, 'at' | 'tenant'> {
  readonly at: Date;
  readonly tenant: string | null;
}

const letterOf = (row: Row): StoredDeadLetter => ({
  ...compact({ tenant: row.tenant }),
  id: row.id,
  reason: row.reason,
  message: row.message,
  stage: row.stage,
  service: row.service,
  at: row.at.toISOString(),
  origin: row.origin,
  key: row.key,
  value: row.value,
  headers: row.headers,
});
