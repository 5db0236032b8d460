import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateApiKey, generateContinuationKey, generateKeyRing } from '@hookswitch/platform';

/** What an installation on a cluster keeps in Secrets: made at the first start, kept in the data directory (mode 0600) from then on. */
export interface StandaloneKeys {
  readonly adminKey: string;
  readonly rulesKeys: string;
  /** Key ring per connector type. */
  readonly rings: Readonly<Record<string, string>>;
}

/** `adminKey`: the operator's own, if there is one. */
export async function standaloneKeys(
  dataDir: string,
  connectorTypes: readonly string[],
  adminKey: string | undefined,
): Promise<StandaloneKeys> {
  const folder = join(dataDir, 'keys');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const rings: Record<string, string> = {};
  for (const type of connectorTypes) rings[type] = await kept(join(folder, `ring-${type}.json`), generateKeyRing);
  return {
    adminKey: adminKey ?? (await kept(join(dataDir, 'admin-key'), () => generateApiKey().text)),
    rulesKeys: await kept(join(folder, 'rules'), generateContinuationKey),
    rings,
  };
}

/** The file's text; made by `generate` when the file is missing. */
async function kept(file: string, generate: () => string | Promise<string>): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const text = await generate();
  // Renamed into place: a start that is cut short leaves no half-written key behind.
  const part = `${file}.${randomUUID()}`;
  await writeFile(part, `${text.trim()}\n`, { mode: 0o600, flag: 'wx' });
  await rename(part, file);
  return text.trim();
}
