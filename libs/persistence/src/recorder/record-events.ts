import { asInstant, type Json, type TelephonyEvent } from '@hookswitch/domain';
import type { Pool } from 'pg';
import { rounds } from '../rounds.js';
import { storableJson } from './storable-json.js';

/** An event as it stood in the log. */
export interface LoggedEvent {
  readonly event: TelephonyEvent;
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since the epoch: when the log took it. */
  readonly receivedAt: number;
}

const NUMBER_FIELDS = ['internal_number', 'external_number', 'sender', 'recipient'];
/** Longer texts are no numbers, and an index entry has its bounds. */
const MAX_NUMBER_LENGTH = 64;

/**
 * Keeps the first body of each event and every place where it was seen. The same place read again changes nothing; another place makes it
 * a duplicate. May be called any number of times, in any order.
 */
export async function recordEvents(pool: Pool, logged: readonly LoggedEvent[]): Promise<void> {
  for (const round of rounds(logged, ({ event }) => JSON.stringify([event.tenant, event.source, event.id]))) {
    await pool.query({ name: 'record-events', text: UPSERT, values: [storableJson(round.map(rowOf))] });
  }
}

const UPSERT = `
INSERT INTO history.events AS known
  (id, tenant, source, type, subject, time, data, numbers, hopcount, replayof, replayworkflows, traceparent, received_at,
   "partition", "offset", positions)
SELECT id, tenant, source, type, subject, time, data, numbers, hopcount, replayof, replayworkflows, traceparent, received_at, "partition",
  "offset", ARRAY[position]
FROM jsonb_to_recordset($1::jsonb) AS seen(id text, tenant text, source text, type text, subject text, time timestamptz, data jsonb,
  numbers text[], hopcount int, replayof text, replayworkflows text, traceparent text,
  received_at timestamptz, "partition" int, "offset" bigint, position text)
ON CONFLICT (id, tenant, source) DO UPDATE SET
  positions = known.positions || excluded.positions,
  bodies_differ = known.bodies_differ OR known.data <> excluded.data
WHERE NOT known.positions @> excluded.positions AND cardinality(known.positions) < 100`;

const rowOf = ({ event, partition, offset, receivedAt }: LoggedEvent) => ({
  ...event,
  // In UTC: Postgres knows fewer offsets than RFC 3339.
  time: new Date(asInstant(event.time) ?? receivedAt).toISOString(),
  numbers: numbersIn(event.data),
  received_at: new Date(receivedAt).toISOString(),
  partition,
  offset,
  position: `${partition}:${offset}`,
});

/** Phone numbers that an event can be found by. */
function numbersIn(data: Readonly<Record<string, Json>>): readonly string[] {
  const texts = NUMBER_FIELDS.map((name) => data[name]).filter((value) => typeof value === 'string');
  return [...new Set(texts.filter((text) => text !== '' && text.length <= MAX_NUMBER_LENGTH))];
}
