import { readFile } from 'node:fs/promises';
import { UsageError } from './command.js';
import type { World } from './world.js';

/** The text itself, the content of `@FILE`, or standard input for `-`. */
export async function readText(given: string, world: World, option: string): Promise<string> {
  if (given === '-') return world.readInput();
  if (!given.startsWith('@')) return given;
  try {
    return await readFile(given.slice(1), 'utf8');
  } catch {
    throw new UsageError(`${option}: ${given.slice(1)} cannot be read.`);
  }
}
