import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CommandError } from '../command.js';
import type { TemplateFile } from './template.js';

/** Into a folder that is new or empty; throws a `CommandError` and leaves everything as it is otherwise. */
export async function writeFiles(folder: string, files: readonly TemplateFile[]): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    if ((await readdir(folder)).length > 0)
      throw new CommandError('folder_not_empty', `${folder} holds files already and is left as it is.`);
    for (const { path, text } of files) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      // Whatever came into being meanwhile is not ours either.
      await writeFile(file, text, { flag: 'wx' });
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
    throw new CommandError('folder_not_written', `${folder} cannot be written (${code}).`);
  }
}
