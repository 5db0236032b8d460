import type { Pool } from 'pg';
import type { Decided, LetterDecision } from './care.js';

const DECIDE = `
INSERT INTO history.decisions (tenant, letter, redrives, what, reason, who, at)
SELECT DISTINCT ON (letter, redrives) $1, letter, redrives, what, reason, $2, $3::timestamptz
FROM jsonb_to_recordset($4::jsonb) AS made(letter text, redrives int, what text, reason text)
ON CONFLICT (tenant, letter, redrives) DO UPDATE SET what = excluded.what, reason = excluded.reason, who = excluded.who, at = excluded.at
WHERE decisions.what = 'redriven'`;

export async function decide(
  pool: Pick<Pool, 'query'>,
  { tenant, by, at }: Decided,
  decisions: readonly LetterDecision[],
): Promise<void> {
  if (decisions.length > 0) await pool.query(DECIDE, [tenant, by, at, JSON.stringify(decisions)]);
}
