import type { DueKey, Grip } from './ledger.js';
import { dueOf, grips, type DueRow } from './rows.js';
import type { Session } from './session.js';
import { msUntil } from './sql.js';

/** The row is as if it had not been started; only its grip stays counted, so that nothing of that start can settle it. */
const GIVE_BACK = `
WITH idle AS (
  SELECT c.id, c.attempt, c.next FROM @commands c
  WHERE c.state = 'running' AND c.owner = $1
    AND NOT EXISTS (SELECT FROM unnest($2::uuid[], $3::int[]) AS g(id, grip) WHERE g.id = c.id AND g.grip = c.grip)
  ORDER BY c.id FOR UPDATE
),
undone AS (DELETE FROM @attempts a USING idle i WHERE i.next = 'perform' AND a.command = i.id AND a.number = i.attempt),
given AS (
  UPDATE @commands c SET state = 'waiting', owner = NULL, lease_until = NULL,
    attempt = c.attempt - CASE WHEN c.next = 'perform' THEN 1 ELSE 0 END,
    first = c.next = 'perform' AND c.attempt = 1 AND c.redrives = 0
  FROM idle i WHERE c.id = i.id
  RETURNING c.source_partition, c.key, c.due_at
),
woken AS (
  INSERT INTO @wakeups (source_partition, key) SELECT DISTINCT source_partition, key FROM given WHERE source_partition <> ALL ($4::int[])
)
SELECT source_partition, key, ${msUntil('min(due_at)')} AS due_in FROM given GROUP BY source_partition, key`;

export function giverBack(session: Session) {
  const giveBack = session.statement('give-back', GIVE_BACK);
  return async (owner: string, except: readonly Grip[], owned: readonly number[]): Promise<readonly DueKey[]> => {
    const rows = await session.transaction('shared', (transaction) =>
      transaction.query<DueRow>(giveBack, [owner, ...grips(except), owned]),
    );
    return rows.map(dueOf);
  };
}
