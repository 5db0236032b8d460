import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, readlink, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './error.js';
import type { ServerUser } from './server-user.js';

/** Major version of the binaries in the package. */
const MAJOR = '18';
const STOP_MS = 20_000;

export async function isInitialised(dataDir: string): Promise<boolean> {
  const cluster = join(dataDir, 'cluster');
  const version = (await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => undefined))?.trim();
  if (version === undefined || version === MAJOR) return version !== undefined;
  const message = `${cluster} was made by Postgres ${version}; this is Postgres ${MAJOR}. Dump it with the old version first.`;
  throw new EmbeddedPostgresError('wrong_version', message);
}

/** Makes an empty folder for a cluster, and a password beside it; the server's user gets all of it. */
export async function makeFolder(dataDir: string, name: string, user: ServerUser): Promise<void> {
  const cluster = join(dataDir, name);
  const password = join(dataDir, 'password');
  await rm(cluster, { recursive: true, force: true });
  await mkdir(cluster, { mode: 0o700 });
  await writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  await chmod(dataDir, 0o700);
  if (!user) return;
  for (const path of [cluster, password, dataDir]) await chown(path, user.uid, user.gid);
}

export const passwordOf = (dataDir: string): Promise<string> => readFile(join(dataDir, 'password'), 'utf8');

/** Whose server runs here, should that process be killed and leave it behind. */
export const recordOwner = (dataDir: string): Promise<void> =>
  writeFile(join(dataDir, 'owner'), String(process.pid), { mode: 0o600 });

/**
 * Makes sure that no server runs on the cluster. Postgres removes a stale `postmaster.pid` itself, unless an unrelated process of the same
 * user has that number by now (a restarted container). A server that outlived its killed owner is stopped.
 */
export async function claim(dataDir: string): Promise<void> {
  const file = join(dataDir, 'cluster', 'postmaster.pid');
  const pid = await numberIn(file);
  if (pid === undefined) return;
  const runs = await isServerOf(pid, join(dataDir, 'cluster'));
  if (runs === 'no') return rm(file, { force: true });
  const owner = await numberIn(join(dataDir, 'owner'));
  if (runs === 'unknown' || owner === undefined || isAlive(owner)) {
    throw new EmbeddedPostgresError('in_use', `${dataDir} is in use by the Postgres server with process id ${pid}.`);
  }
  await end(pid, dataDir);
}

async function end(pid: number, dataDir: string): Promise<void> {
  process.kill(pid, 'SIGINT');
  for (let waited = 0; isAlive(pid); waited += 50) {
    if (waited > STOP_MS) {
      throw new EmbeddedPostgresError('in_use', `The server left behind in ${dataDir} (process ${pid}) does not end.`);
    }
    await sleep(50);
  }
}

async function numberIn(file: string): Promise<number | undefined> {
  const found = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  return Number.isNaN(found) ? undefined : found;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Whether the process is the server of this very cluster: by now the number may be that of anybody, another Postgres included. Only Linux
 * can tell; a server enters its cluster's folder when it starts.
 */
async function isServerOf(pid: number, cluster: string): Promise<'yes' | 'no' | 'unknown'> {
  if (!isAlive(pid)) return 'no';
  if (!(await stat('/proc/self').catch(() => undefined))) return 'unknown';
  const [home, folder] = await Promise.all([
    readlink(`/proc/${pid}/cwd`).catch(() => ''),
    realpath(cluster).catch(() => cluster),
  ]);
  return home === folder ? 'yes' : 'no';
}
