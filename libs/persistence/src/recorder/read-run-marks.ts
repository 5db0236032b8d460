import type { Pool } from 'pg';

/** The transaction that last wrote each run: whatever is recorded of a run writes its row anew, to say how it stands. */
export async function readRunMarks(pool: Pool, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ readonly id: string; readonly mark: string }>({
    name: 'run-marks',
    text: 'SELECT id, xmin::text AS mark FROM history.runs WHERE id = ANY($1::uuid[])',
    values: [ids],
  });
  return new Map(rows.map(({ id, mark }) => [id, mark]));
}
