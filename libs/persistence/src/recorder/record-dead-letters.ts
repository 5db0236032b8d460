import type { Pool } from 'pg';
import type { DeadMessage } from './history.js';
import { storableJson } from './storable-json.js';

/** What the dead-letter topic holds, at its place there. */
export type LoggedDeadLetter = Omit<DeadMessage, 'kind' | 'id'> & {
  readonly partition: number;
  readonly offset: number;
};

export async function recordDeadLetters(pool: Pool, letters: readonly LoggedDeadLetter[]): Promise<void> {
  const rows = letters.map(({ key, value, ...letter }) => ({
    ...letter,
    key: key?.toString('hex') ?? null,
    value: value?.toString('hex') ?? null,
  }));
  await pool.query({ name: 'record-dead-letters', text: INSERT, values: [storableJson(rows)] });
}

const INSERT = `
INSERT INTO history.dead_letters ("partition", "offset", tenant, reason, message, stage, service, at, origin, key, value, headers)
SELECT "partition", "offset", tenant, reason, message, stage, service, at, origin, decode(key, 'hex'), decode(value, 'hex'), headers
FROM jsonb_to_recordset($1::jsonb) AS seen("partition" int, "offset" bigint, tenant text, reason text, message text, stage text,
  service text, at timestamptz, origin jsonb, key text, value text, headers jsonb)
ON CONFLICT DO NOTHING`;
