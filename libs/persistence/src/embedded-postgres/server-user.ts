import { readFile, stat } from 'node:fs/promises';
import { EmbeddedPostgresError } from './error.js';

/** Whom the server runs as; undefined = the user we are. */
export type ServerUser = { readonly uid: number; readonly gid: number } | undefined;

/** Postgres refuses to run as root: then the directory's owner, else `postgres`, else `nobody`, who exists everywhere. */
export async function serverUser(directory: string): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(directory).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const known = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const found = known.find(([name]) => name === wanted);
    if (found) return { uid: Number(found[2]), gid: Number(found[3]) };
  }
  throw new EmbeddedPostgresError(
    'unsupported',
    'Postgres cannot run as root, and there is no user "postgres" or "nobody".',
  );
}
