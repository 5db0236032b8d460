import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** A working connector of its own, which is compiled, linted and tested as it lies there. */
export const TEMPLATE = join(import.meta.dirname, '../../template');

export interface TemplateFile {
  /** In the new folder. */
  readonly path: string;
  readonly text: string;
}

/** What a folder that is worked in holds beside the template. */
const NOT_OURS = /(^|\/)(node_modules|dist|package-lock\.json)(\/|$)/;
/** npm takes files of these names out of packages. */
const HIDDEN = /^(gitignore|dockerignore)$/;

/** The template for a connector of that name: `acme-fax` stands for `template-name`, `AcmeFax` for `TemplateName`. */
export async function filesFor(name: string): Promise<readonly TemplateFile[]> {
  const entries = await readdir(TEMPLATE, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(TEMPLATE, join(entry.parentPath, entry.name)))
    .filter((path) => !NOT_OURS.test(path))
    .sort();
  return Promise.all(
    paths.map(async (path) => ({
      path: path.replace(HIDDEN, '.$1'),
      text: named(await readFile(join(TEMPLATE, path), 'utf8'), name),
    })),
  );
}

const named = (text: string, name: string): string =>
  text.replaceAll('template-name', name).replaceAll('TemplateName', pascal(name));

const pascal = (name: string): string =>
  name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
