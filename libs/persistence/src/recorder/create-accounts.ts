import type { Pool } from 'pg';
import { guarded, ofDatabase } from '../persistence-error.js';
import type { Account, Accounts, EventTotals, Span } from './account.js';
import { findGaps } from './find-gaps.js';
import { findSilent, findStuck } from './find-silent.js';
import { inTransaction } from './transaction.js';

export const createAccounts = (pool: Pool): Accounts => ({
  totals: (span, topic) => guarded(() => totals(pool, span, topic)),
  gaps: (topic, reach, since, limit) => guarded(() => findGaps(pool, topic, reach, since, limit)),
  silent: (now, graceMs, query) => guarded(() => findSilent(pool, now, graceMs, query)),
  stuck: (now, graceMs, limit) => guarded(() => findStuck(pool, now, graceMs, limit)),
  alone: (work) =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ readonly mine: boolean }>(ALONE);
      const mine = rows[0]?.mine ?? false;
      if (mine) await work();
      return mine;
    }).catch((error: unknown) => {
      throw ofDatabase(error) ?? error;
    }),
});

const ALONE = "SELECT pg_try_advisory_xact_lock(hashtext('hookswitch-account')) AS mine";

/** An event counts once however often it came; the range that its first place is in says whether it was tried. */
const EVENTS = `
SELECT count(*)::int AS accepted,
  count(*) FILTER (WHERE fired)::int AS fired,
  count(*) FILTER (WHERE NOT fired AND covered)::int AS "matchedNothing",
  count(*) FILTER (WHERE NOT fired AND NOT covered)::int AS unanswered
FROM history.events e
CROSS JOIN LATERAL (SELECT
  EXISTS (SELECT FROM history.runs r WHERE r.tenant = e.tenant AND r.event_id = e.id AND r.event_source = e.source) AS fired,
  coalesce((SELECT c.to_offset > e."offset" FROM history.coverage c
    WHERE c.topic = $3 AND c."partition" = e."partition" AND c.from_offset <= e."offset"
    ORDER BY c.from_offset DESC LIMIT 1), false) AS covered) answered
WHERE e.received_at >= $1 AND e.received_at < $2`;

const RUNS = `SELECT status AS name, count(*)::int AS count FROM history.runs WHERE started_at >= $1 AND started_at < $2 GROUP BY 1`;

const COMMANDS = `
SELECT CASE WHEN c.status IN ('succeeded', 'skipped', 'cancelled', 'dead') THEN c.status ELSE 'open' END AS name, count(*)::int AS count
FROM history.runs r JOIN history.commands c ON c.run = r.id
WHERE r.started_at >= $1 AND r.started_at < $2 GROUP BY 1`;

async function totals(pool: Pool, { from, to }: Span, topic: string): Promise<Account> {
  const events = await pool.query<EventTotals>(EVENTS, [from, to, topic]);
  return {
    events: events.rows[0] ?? { accepted: 0, fired: 0, matchedNothing: 0, unanswered: 0 },
    runs: await counts(pool, RUNS, from, to),
    commands: await counts(pool, COMMANDS, from, to),
  };
}

async function counts(pool: Pool, text: string, from: string, to: string): Promise<Readonly<Record<string, number>>> {
  const { rows } = await pool.query<{ readonly name: string; readonly count: number }>(text, [from, to]);
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}
