import type { Pool } from 'pg';
import { storableJson } from './storable-json.js';

/** What the dead-letter topic holds, at its place there. */
export interface LoggedDeadLetter {
  readonly partition: number;
  readonly offset: number;
  /** Undefined where the record was too broken to tell. */
  readonly tenant?: string;
  readonly reason: string;
  readonly message: string;
  readonly stage: string;
  readonly service: string;
  /** RFC 3339. */
  readonly at: string;
  readonly origin: { readonly topic: string; readonly partition: number; readonly offset: number };
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

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
