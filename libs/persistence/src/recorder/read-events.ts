import type { TelephonyEvent } from '@hookswitch/domain';
import type { Pool } from 'pg';
import type { EventFilter, Page, StoredEvent } from './history.js';
import { compact } from './rows.js';
import { Where } from './where.js';

const COLUMNS = `id, tenant, source, type, subject, time, data, hopcount, replayof, replayworkflows, traceparent, received_at, "partition", "offset",
  cardinality(positions) - 1 AS duplicates, bodies_differ`;

export async function listEvents(
  pool: Pool,
  tenant: string,
  filter: EventFilter,
  page: Page,
): Promise<readonly StoredEvent[]> {
  const where = new Where()
    .and('tenant = ?', tenant)
    .and('type = ?', filter.type)
    .and('subject = ?', filter.subject)
    .and('numbers @> ARRAY[?]', filter.number)
    .and('received_at >= ?', filter.from)
    .and('received_at < ?', filter.to);
  if (page.after) where.all('(received_at, id) < (?::timestamptz, ?)', [page.after.at, page.after.id]);
  const { rows } = await pool.query<EventRow>(
    `SELECT ${COLUMNS} FROM history.events WHERE ${where.text} ORDER BY received_at DESC, id DESC LIMIT ${page.limit}`,
    where.values,
  );
  return rows.map(eventOf);
}

export async function countEvents(pool: Pool, tenant: string, from: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM history.events WHERE tenant = $1 AND received_at >= $2',
    [tenant, from],
  );
  return rows[0]?.count ?? 0;
}

export async function readEvent(
  pool: Pool,
  tenant: string,
  id: string,
  source?: string,
): Promise<readonly StoredEvent[]> {
  const where = new Where().and('tenant = ?', tenant).and('id = ?', id).and('source = ?', source);
  const { rows } = await pool.query<EventRow>(
    `SELECT ${COLUMNS} FROM history.events WHERE ${where.text} ORDER BY source`,
    where.values,
  );
  return rows.map(eventOf);
}

export async function readPlanned(
  pool: Pool,
  tenant: string,
  { position }: StoredEvent,
  topic: string,
): Promise<{ readonly revision: number; readonly at: string } | undefined> {
  const { rows } = await pool.query<{ revision: number | null; recorded_at: Date }>(
    `SELECT (revisions ->> $4)::int AS revision, recorded_at FROM history.coverage
     WHERE topic = $1 AND "partition" = $2 AND from_offset <= $3 AND to_offset > $3 ORDER BY recorded_at LIMIT 1`,
    [topic, position.partition, position.offset, tenant],
  );
  const row = rows[0];
  return row && { revision: row.revision ?? 0, at: row.recorded_at.toISOString() };
}

interface EventRow extends Omit<TelephonyEvent, 'time'> {
  readonly time: Date;
  readonly received_at: Date;
  readonly partition: number;
  readonly offset: number;
  readonly duplicates: number;
  readonly bodies_differ: boolean;
}

const eventOf = (row: EventRow): StoredEvent => ({
  event: compact({
    tenant: row.tenant,
    id: row.id,
    source: row.source,
    type: row.type,
    subject: row.subject,
    time: row.time.toISOString(),
    data: row.data,
    hopcount: row.hopcount,
    replayof: row.replayof,
    replayworkflows: row.replayworkflows,
    traceparent: row.traceparent,
  }),
  receivedAt: row.received_at.toISOString(),
  position: { partition: row.partition, offset: row.offset },
  duplicates: row.duplicates,
  bodiesDiffer: row.bodies_differ,
});
