import type { Pool } from 'pg';
import type { Found, OffsetGap, Reach } from './account.js';

/**
 * Every range of the span is held against the farthest end before it, and what rules has come to against the last end. The walk begins at
 * the last range that was recorded before the span ($5), or at the oldest offset that the log still has.
 */
const GAPS = `
WITH reach AS (
  SELECT r."partition", r.next, coalesce(earlier.from_offset, 0) AS begin, greatest(r.first, coalesce(earlier.from_offset, 0)) AS low
  FROM unnest($2::int[], $3::bigint[], $4::bigint[]) AS r("partition", first, next)
  LEFT JOIN LATERAL (
    SELECT c.from_offset FROM history.coverage c
    WHERE c.topic = $1 AND c."partition" = r."partition" AND c.recorded_at < $5::timestamptz ORDER BY c.from_offset DESC LIMIT 1
  ) earlier ON true
),
ranges AS (
  SELECT r."partition", r.low, c.from_offset, c.to_offset FROM reach r
  JOIN history.coverage c ON c.topic = $1 AND c."partition" = r."partition" AND c.from_offset >= r.begin AND c.from_offset < r.next
  UNION ALL
  SELECT r."partition", r.low, r.next, r.next FROM reach r WHERE r.next > r.low
),
walked AS (
  SELECT "partition", from_offset, greatest(low, coalesce(max(to_offset) OVER (
    PARTITION BY "partition" ORDER BY from_offset, to_offset ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), low)) AS covered
  FROM ranges
)
SELECT "partition", covered AS "from", from_offset AS "to", count(*) OVER ()::int AS count
FROM walked WHERE from_offset > covered ORDER BY "partition", covered LIMIT $6`;

type Row = Readonly<Record<'partition' | 'count', number>> & Readonly<Record<'from' | 'to', string>>;

/** See `Accounts.gaps`. */
export async function findGaps(
  pool: Pool,
  topic: string,
  reach: readonly Reach[],
  since: string,
  limit: number,
): Promise<Found<OffsetGap>> {
  const column = (name: keyof Reach) => reach.map((each) => each[name]);
  const values = [topic, column('partition'), column('first'), column('next'), since, limit];
  const { rows } = await pool.query<Row>(GAPS, values);
  const first = rows.map(({ partition, from, to }) => ({ partition, from: Number(from), to: Number(to) }));
  return { count: rows[0]?.count ?? 0, first };
}
