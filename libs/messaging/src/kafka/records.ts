import type { BusRecord } from '../port.js';
import type { RawRecord } from './internals.js';

export const toBusRecord = (topic: string, partition: number, raw: RawRecord): BusRecord => ({
  topic,
  partition,
  offset: Number(raw.offset),
  key: raw.key,
  value: raw.value,
  headers: headersOf(raw.headers),
  timestamp: Number(raw.timestamp),
});

const NONE: Readonly<Record<string, Buffer>> = Object.freeze({});

/** Of a header given twice, the last; `fromEntries` makes own properties even of `__proto__`. */
function headersOf(headers: RawRecord['headers'] | undefined): Readonly<Record<string, Buffer>> {
  const names = Object.keys(headers ?? {});
  if (!headers || names.length === 0) return NONE;
  return Object.fromEntries(
    names.map((name) => {
      const content = headers[name];
      const last = Array.isArray(content) ? content.at(-1) : content;
      return [name, Buffer.isBuffer(last) ? last : Buffer.from(last ?? '')];
    }),
  );
}
