import { createPool } from '@hookswitch/persistence';

/** Every row of every table, whoever's it is: for looking for what must not be there. */
export async function databaseText(url: string): Promise<string> {
  const pool = createPool(url);
  try {
    const { rows: tables } = await pool.query<{ readonly name: string }>(
      "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await pool.query<{ readonly text: string }>(`SELECT t::text AS text FROM ${name} t`);
      texts.push(name, ...rows.map(({ text }) => text));
    }
    return texts.join('\n');
  } finally {
    await pool.end();
  }
}
