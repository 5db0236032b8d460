import { isJsonArray, isJsonObject } from '@hookswitch/domain';
import { continuationKeys, generateContinuationKey, generateKeyRing, KeyRing } from '@hookswitch/platform';
import { CommandError } from './command.js';

export const newKeyRing = (): Promise<string> => generateKeyRing();
export const newRulesKeys = (): string => `${generateContinuationKey()}\n`;

/** The ring with a new primary key before the ones it has. */
export async function rotatedKeyRing(old: string): Promise<string> {
  const problem = KeyRing.problem(old);
  if (problem !== undefined) throw notKeys(problem);
  const keys = [...keysOf(await generateKeyRing()), ...keysOf(old).map((key) => ({ ...key, primary: false }))];
  return `${JSON.stringify({ keys }, undefined, 2)}\n`;
}

export function rotatedRulesKeys(old: string): string {
  if (continuationKeys(old) === undefined) throw notKeys('it is no comma-separated list of keys of 32 bytes');
  return `${generateContinuationKey()},${old.trim()}\n`;
}

function keysOf(ring: string) {
  const parsed: unknown = JSON.parse(ring);
  const keys = isJsonObject(parsed) ? parsed['keys'] : undefined;
  return isJsonArray(keys) ? keys.filter(isJsonObject) : [];
}

const notKeys = (why: string) => new CommandError('not_keys', `The file holds no keys to add to: ${why}.`);
