import type { Pool } from 'pg';
import type { DeadCommand, DeadLetterFilter, DeadMessage, Page, StoredDeadLetter } from './history.js';
import { compact } from './rows.js';
import { Where } from './where.js';

/** Messages and commands as one list; the columns that only one kind has are null for the other. */
const BOTH = `(
  SELECT 'message' AS kind, "partition" || '-' || "offset" AS id, tenant, reason, message, at, stage, service, origin, key, value, headers,
    NULL::uuid AS run, NULL AS step, NULL AS connector, NULL::int AS redrives, NULL::int AS attempt
  FROM history.dead_letters
  UNION ALL
  SELECT 'command', id::text, tenant, coalesce(reason, ''), coalesce(error ->> 'message', ''), updated_at, NULL, NULL, NULL, NULL, NULL, NULL,
    run, step, connector, redrives, attempt
  FROM history.commands WHERE status = 'dead'
) letters`;

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
    .and('kind = ?', filter.kind)
    .and('reason = ?', filter.reason)
    .and('stage = ?', filter.stage)
    .and('at >= ?', filter.from)
    .and('at < ?', filter.to);
  if (page.after) where.all('(at, id) < (?::timestamptz, ?)', [page.after.at, page.after.id]);
  const { rows } = await pool.query<Row>(
    `SELECT * FROM ${BOTH} WHERE ${where.text} ORDER BY at DESC, id DESC LIMIT ${page.limit}`,
    where.values,
  );
  return rows.map(letterOf);
}

export async function readDeadLetter(
  pool: Pool,
  tenant: string | undefined,
  id: string,
): Promise<StoredDeadLetter | undefined> {
  if (!/^(\d{1,9}-\d{1,18}|[0-9a-f-]{36})$/.test(id)) return undefined;
  const where = ofTenant(tenant).and('id = ?', id);
  const { rows } = await pool.query<Row>(`SELECT * FROM ${BOTH} WHERE ${where.text}`, where.values);
  return rows[0] && letterOf(rows[0]);
}

type Row = (MessageRow | CommandRow) & { readonly at: Date };
type MessageRow = Omit<DeadMessage, 'at' | 'tenant'> & { readonly tenant: string | null };
type CommandRow = Omit<DeadCommand, 'at'>;

function letterOf({ at: time, ...row }: Row): StoredDeadLetter {
  const at = time.toISOString();
  if (row.kind === 'command') {
    const { kind, id, tenant, reason, message, run, step, connector, redrives, attempt } = row;
    return { kind, id, tenant, reason, message, at, run, step, connector, redrives, attempt };
  }
  const { kind, id, reason, message, stage, service, origin, key, value, headers } = row;
  return {
    ...compact({ tenant: row.tenant }),
    kind,
    id,
    reason,
    message,
    stage,
    service,
    at,
    origin,
    key,
    value,
    headers,
  };
}
