import { asInstant, isJsonObject, type Json } from '@hookswitch/domain';
import type { Pool } from 'pg';
import type { LoggedEvent } from './record-events.js';
import { storableJson } from './storable-json.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const STATES: Readonly<Record<string, string>> = {
  'message.delivered': 'delivered',
  'message.undelivered': 'undelivered',
};
/** Connectors publish under it. */
const CONNECTORS = '/hookswitch/connectors/';

/** Keeps what the events of delivery receipts say about commands; the first time counts when the same is said again. */
export async function recordDeliveries(pool: Pool, logged: readonly LoggedEvent[]): Promise<void> {
  const rows = logged.flatMap(rowOf);
  if (rows.length > 0) await pool.query({ name: 'record-deliveries', text: INSERT, values: [storableJson(rows)] });
}

const INSERT = `
INSERT INTO history.deliveries (command, status, tenant, at, message_id, error)
SELECT command, status, tenant, at, message_id, error
FROM jsonb_to_recordset($1::jsonb) AS seen(command uuid, status text, tenant text, at timestamptz, message_id text, error jsonb)
ON CONFLICT DO NOTHING`;

function rowOf({ event, receivedAt }: LoggedEvent) {
  const { tenant, source, type, time, data } = event;
  const status = STATES[type];
  const { command, message_id, error } = data;
  if (status === undefined || !source.startsWith(CONNECTORS) || typeof command !== 'string' || !UUID.test(command))
    return [];
  // A producer may claim a time that Postgres does not read, or one until which the row would be kept.
  const at = new Date(Math.min(asInstant(time) ?? receivedAt, receivedAt)).toISOString();
  return [{ command, status, tenant, at, message_id: textOf(message_id), error: errorOf(error) }];
}

const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

function errorOf(error: Json | undefined): { readonly code: string; readonly message?: string } | undefined {
  if (!isJsonObject(error) || typeof error.code !== 'string') return undefined;
  const message = textOf(error.message);
  return { code: error.code, ...(message !== undefined && { message }) };
}
