import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '@hookswitch/domain';
import { CommandError } from '../command.js';
import type { World } from '../world.js';
import { yamlOf } from './difference.js';
import { readDocuments, type WrittenDocument } from './documents.js';
import type { Finding } from './finding.js';

/** `unchanged`: a file says just that already · `differs`: a file says something else, and is left as it is. */
export const EXPORTS = ['written', 'unchanged', 'differs'] as const;

export interface Exported {
  readonly name: string;
  readonly file: string;
  readonly outcome: (typeof EXPORTS)[number];
}

export interface Folder {
  readonly documents: readonly WrittenDocument[];
  readonly findings: readonly Finding[];
}

/** What the folder holds before the export; nothing when there is none. */
export async function readFolder(folder: string, world: World): Promise<Folder> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) return { documents: [], findings: [] };
  if (!found.isDirectory()) throw new CommandError('no_folder', `${folder} is no folder.`);
  try {
    return await readDocuments([folder], world);
  } catch (error) {
    if (error instanceof CommandError && error.code === 'no_documents') return { documents: [], findings: [] };
    throw error;
  }
}

export interface ExportTarget {
  readonly folder: string;
  readonly before: readonly WrittenDocument[];
  /** Files that say something else are written anew. */
  readonly overwrite: boolean;
}

/** Writes a workflow to `NAME.yaml`, unless a file of the folder says the same: that may have comments, and is left as it is. */
export async function exportWorkflow(name: string, document: JsonObject, target: ExportTarget): Promise<Exported> {
  // The name becomes that of a file, and came over the network.
  if (!/^[a-z0-9-]{1,63}$/.test(name))
    throw new CommandError('invalid_name', `"${name}" cannot be the name of a file.`);
  const { folder, before, overwrite } = target;
  const own = join(folder, `${name}.yaml`);
  const written = before.find((one) => one.name === name);
  if (written && isDeepStrictEqual(written.document, document))
    return { name, file: written.file, outcome: 'unchanged' };
  const isAlone = before.filter(({ file }) => file === own).every((one) => one.name === name);
  if (written ? !overwrite || written.file !== own || !isAlone : !isAlone)
    return { name, file: written?.file ?? own, outcome: 'differs' };
  await mkdir(folder, { recursive: true });
  await writeFile(own, yamlOf(document), written ? {} : { flag: 'wx' });
  return { name, file: own, outcome: 'written' };
}
