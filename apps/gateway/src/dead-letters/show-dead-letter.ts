import type { Cause, DeadLetterDetail, StoredDeadLetter } from '@hookswitch/persistence';
import { showCommand } from '../history/show.js';

type Shown<T> = T extends unknown ? Omit<T, 'tenant' | 'message'> & { readonly message?: string } : never;

/** Messages quote what could not be used, and what targets answered: for those who see payloads. */
export function showDeadLetter<T extends StoredDeadLetter>({ tenant, message, ...letter }: T, payloads: boolean) {
  return { ...letter, ...(payloads && { message }) } as unknown as Shown<T>;
}

/** A command with what was planned and each attempt; a message with its original bytes, for those who see payloads. */
export function showDeadLetterDetail(detail: DeadLetterDetail, payloads: boolean) {
  const reasons = detail.reasons.map((cause) => showCause(cause, payloads));
  if (detail.kind === 'command') {
    const { command, ...letter } = detail;
    return { ...showDeadLetter(letter, payloads), reasons, command: showCommand(command, payloads) };
  }
  const { key, value, headers, ...letter } = detail;
  const shown = { ...showDeadLetter(letter, payloads), reasons };
  return payloads ? { ...shown, key: base64(key), value: base64(value), headers: inBase64(headers) } : shown;
}

const showCause = ({ message, ...cause }: Cause, payloads: boolean) => ({
  ...cause,
  ...(payloads && message !== undefined && { message }),
});

/** The original need not be text at all. */
const base64 = (bytes: Buffer | null): string | null => bytes?.toString('base64') ?? null;
const inBase64 = (headers: Readonly<Record<string, Buffer>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, bytes]) => [name, bytes.toString('base64')]));
