import { isJsonObject, type JsonObject } from '@hookswitch/domain';
import { SealingError } from './sealing-error.js';

/**
 * The protected header of a compact JWE, read without touching a key. Only the members named may stand there: that rules out `zip`, `crit`,
 * `p2c`, `jku` and whatever else would make opening costly or steer it.
 */
export function protectedHeader(jwe: string, maxChars: number, members: readonly string[]): JsonObject {
  if (jwe.length > maxChars) throw new SealingError('too_large', `sealed value is longer than ${maxChars} characters`);
  const parts = jwe.split('.');
  if (parts.length !== 5 || !parts.every((part) => /^[A-Za-z0-9_-]*$/.test(part)))
    throw new SealingError('malformed', 'not a compact JWE');
  const header = parse(parts[0] ?? '');
  const stranger = Object.keys(header).find((member) => !members.includes(member));
  if (stranger !== undefined)
    throw new SealingError('refused', `header member ${JSON.stringify(stranger.slice(0, 40))} is not allowed`);
  return header;
}

/** Every expected member must be there with that very value. */
export function requireMembers(header: JsonObject, expected: Readonly<Record<string, string>>): void {
  const wrong = Object.keys(expected).find((member) => header[member] !== expected[member]);
  if (wrong !== undefined) throw new SealingError('binding', `sealed for another ${wrong}`);
}

function parse(text: string): JsonObject {
  try {
    const header: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (isJsonObject(header)) return header;
  } catch {
    // Reported below like any other text that is no object.
  }
  throw new SealingError('malformed', 'the header of the JWE is not a JSON object');
}
