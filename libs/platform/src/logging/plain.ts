import type { Writable } from 'node:stream';
import { isJsonObject } from '@hookswitch/domain';

/** Turns pino's JSON lines into words for a terminal: `12:30:05 warn  message (topic hookswitch.events.v1, partition 3)`. */
export const plainLines = (out: Writable): { write(line: string): void } => ({
  write(line) {
    out.write(`${plainLine(line)}\n`);
  },
});

function plainLine(line: string): string {
  const { time, level, message, service, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const words = Object.entries(rest).map(([name, value]) => `${name} ${wordsOf(value)}`);
  const detail = words.length === 0 ? '' : ` (${words.join(', ')})`;
  const from = service === undefined ? '' : `${wordsOf(service)}: `;
  return visible(`${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${from}${String(message)}${detail}`);
}

function wordsOf(value: unknown): string {
  if (isJsonObject(value)) return Object.values(value).map(String).join(': ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A terminal obeys control characters: an event must not be able to clear the screen or to forge a line. */
const visible = (text: string): string =>
  text.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
