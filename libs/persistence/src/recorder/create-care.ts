import type { Pool } from 'pg';
import { guarded, ofDatabase } from '../persistence-error.js';
import type { Care, NewRedrive, Redrive } from './care.js';
import { decide } from './decide.js';
import type { Page } from './history.js';
import { redriveOf, REDRIVE, type RedriveRow } from './redrive-rows.js';
import { workRedrive } from './work-redrive.js';
import { Where } from './where.js';

export const createCare = (pool: Pool): Care => ({
  decide: (decided, decisions) => guarded(() => decide(pool, decided, decisions)),
  begin: (redrive) => guarded(() => begin(pool, redrive)),
  redrives: (tenant, page) => guarded(() => list(pool, tenant, page)),
  redrive: (tenant, id) => guarded(() => find(pool, tenant, id)),
  stop: (tenant, id, at) =>
    guarded(async () => {
      await pool.query(STOP, [tenant, id, at]);
      return find(pool, tenant, id);
    }),
  work: (now, send) =>
    workRedrive(pool, now, send).catch((error: unknown) => {
      throw ofDatabase(error) ?? error;
    }),
});

const BEGIN = `
INSERT INTO history.redrives (id, tenant, filter, per_second, most, who, started_at, state, next_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'running', $7) ON CONFLICT DO NOTHING`;

async function begin(pool: Pool, redrive: NewRedrive): Promise<void> {
  const { id, tenant, filter, perSecond, most, by, startedAt } = redrive;
  await pool.query(BEGIN, [id, tenant, JSON.stringify(filter), perSecond, most, by, startedAt]);
}

/** A batch that is being sent holds the row: afterwards none is. */
const STOP = `
UPDATE history.redrives SET state = 'stopped', ended_at = $3 WHERE tenant = $1 AND id = $2::uuid AND state = 'running'`;

async function find(pool: Pool, tenant: string, id: string): Promise<Redrive | undefined> {
  const { rows } = await pool.query<RedriveRow>(`${REDRIVE} WHERE tenant = $1 AND id = $2::uuid`, [tenant, id]);
  return rows[0] && redriveOf(rows[0]);
}

async function list(pool: Pool, tenant: string, { limit, after }: Page): Promise<readonly Redrive[]> {
  const where = new Where().and('tenant = ?', tenant);
  if (after) where.all('(started_at, id) < (?::timestamptz, ?::uuid)', [after.at, after.id]);
  const { rows } = await pool.query<RedriveRow>(
    `${REDRIVE} WHERE ${where.text} ORDER BY started_at DESC, id DESC LIMIT ${limit}`,
    where.values,
  );
  return rows.map(redriveOf);
}
