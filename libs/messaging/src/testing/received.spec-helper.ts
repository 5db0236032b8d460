import type { BusRecord, OutgoingRecord } from '../port.js';

/** A record as a consumer gets it. */
export function received(record: Partial<OutgoingRecord>, more: Partial<BusRecord> = {}): BusRecord {
  const { topic = 'hookswitch.events.v1', partition = 0, key = null, value = null, headers = {} } = record;
  return {
    topic,
    partition,
    offset: 7,
    timestamp: Date.UTC(2026, 10, 20, 9, 0, 0),
    key: key === null ? null : Buffer.from(key),
    value: value === null ? null : Buffer.from(value),
    headers: Object.fromEntries(Object.entries(headers).map(([name, content]) => [name, Buffer.from(content)])),
    ...more,
  };
}
