import type { ChildProcess } from 'node:child_process';
import { mkdir, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { binariesFor } from './embedded-postgres/binaries.js';
import { claim, isInitialised, makeFolder, passwordOf, recordOwner } from './embedded-postgres/data-directory.js';
import { EmbeddedPostgresError } from './embedded-postgres/error.js';
import { freePort, refuseTakenPort } from './embedded-postgres/ports.js';
import { initialise, launch, shutDown, type Server } from './embedded-postgres/server.js';
import { serverUser } from './embedded-postgres/server-user.js';

export interface EmbeddedPostgresOptions {
  /** Made when it is missing; holds the cluster and its password (mode 0600). */
  readonly dataDir: string;
  /** On 127.0.0.1; a free one is taken when absent. */
  readonly port?: number;
  /** `false` trades every guarantee after a power cut for speed: for tests. */
  readonly durable: boolean;
  /** Milliseconds until a start is given up; default 120,000, as recovery of a large log takes its time. */
  readonly startMs?: number;
  /** Gets each line that the server writes. */
  readonly log?: (line: string) => void;
}

export interface EmbeddedPostgres {
  /** With the password; never log it. */
  readonly url: string;
  readonly port: number;
  /** Settles when the server ends, asked to or not; a server that ends by itself is the caller's to notice. */
  readonly ended: Promise<void>;
  /** Lets transactions end as aborted, writes everything out, waits. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts a real Postgres from the npm package as a child process: initialises the directory once, restarts on what is there afterwards.
 * Rejects with an {@link EmbeddedPostgresError}. Used by the standalone server and by the test tools.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const port = options.port ?? (await freePort());
  await refuseTakenPort(port);
  await mkdir(dataDir, { recursive: true });
  const user = await serverUser(join(dataDir, 'cluster'));
  const server: Server = { dataDir, user, binaries: await binariesFor(user), log: options.log ?? (() => undefined) };
  if (!(await isInitialised(dataDir))) await create(server);
  await claim(dataDir);
  const child = await launch(server, { port, durable: options.durable, startMs: options.startMs ?? 120_000 });
  await recordOwner(dataDir);
  return running(child, port, await passwordOf(dataDir));
}

/** Initialises beside the cluster's place and moves the result there: a start that is cut short leaves nothing half made. */
async function create(server: Server): Promise<void> {
  const name = 'cluster.part';
  const cluster = join(server.dataDir, 'cluster');
  await makeFolder(server.dataDir, name, server.user);
  await initialise(server, name);
  try {
    await rename(join(server.dataDir, name), cluster);
  } catch (cause) {
    throw new EmbeddedPostgresError('failed', `${cluster} holds files that are not a database.`, { cause });
  }
}

function running(child: ChildProcess, port: number, password: string): EmbeddedPostgres {
  // A parent that ends without stop() must not leave a server behind.
  const onExit = () => void child.kill('SIGINT');
  process.once('exit', onExit);
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  void ended.then(() => process.off('exit', onExit));
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    port,
    ended,
    stop: () => shutDown(child),
  };
}
