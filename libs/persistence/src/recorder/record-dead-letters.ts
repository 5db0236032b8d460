import type { Pool } from 'pg';
import { storableJson } from './storable-json.js';

/** What the dead-letter topic holds, at its place there. */
export interface LoggedDeadLetter {
  readonly partition: number;
  readonly offset: number;
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
  readonly headers: Readonly<Record<string, Buffer>>;
  /** Size of the original value, where only its beginning is kept. */
  readonly truncatedFrom?: number;
}

export async function recordDeadLetters(pool: Pool, letters: readonly LoggedDeadLetter[]): Promise<void> {
  const rows = letters.map(({ key, value, headers, truncatedFrom, ...letter }) => ({
    ...letter,
    key: key?.toString('hex') ?? null,
    value: value?.toString('hex') ?? null,
    headers: written(headers, 'utf8'),
    headers_raw: written(headers, 'base64'),
    truncated_from: truncatedFrom,
  }));
  await pool.query({ name: 'record-dead-letters', text: INSERT, values: [storableJson(rows)] });
}

const written = (headers: Readonly<Record<string, Buffer>>, encoding: BufferEncoding) =>
  Object.fromEntries(Object.entries(headers).map(([name, bytes]) => [name, bytes.toString(encoding)]));

const INSERT = `
INSERT INTO history.dead_letters ("partition", "offset", tenant, reason, message, stage, service, at, origin, key, value, headers,
  headers_raw, truncated_from)
SELECT "partition", "offset", tenant, reason, message, stage, service, at, origin, decode(key, 'hex'), decode(value, 'hex'), headers,
  headers_raw, truncated_from
FROM jsonb_to_recordset($1::jsonb) AS seen("partition" int, "offset" bigint, tenant text, reason text, message text, stage text,
  service text, at timestamptz, origin jsonb, key text, value text, headers jsonb, headers_raw jsonb, truncated_from bigint)
ON CONFLICT DO NOTHING`;
