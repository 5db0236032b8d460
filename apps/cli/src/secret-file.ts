import { open, readFile, rename, rm } from 'node:fs/promises';
import { CommandError } from './command.js';

const OWNER_ONLY = 0o600;

export async function readOld(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CommandError('unreadable', `${path} cannot be read (${codeOf(error)}).`);
  }
}

/** Whole or not at all, readable by its owner alone; a file that exists is replaced only when asked to. */
export async function writeSecret(path: string, text: string, replace: boolean): Promise<void> {
  const written = replace ? `${path}.new` : path;
  try {
    const file = await open(written, 'wx', OWNER_ONLY);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    if (replace) await rename(written, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw new CommandError('exists', `${written} exists already and is left as it is.`);
    if (replace) await rm(written, { force: true });
    throw new CommandError('unwritable', `${written} cannot be written (${codeOf(error)}).`);
  }
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'error';
