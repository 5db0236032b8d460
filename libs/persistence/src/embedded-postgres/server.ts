import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Binaries } from './binaries.js';
import { EmbeddedPostgresError } from './error.js';
import type { ServerUser } from './server-user.js';

export interface Server {
  readonly dataDir: string;
  readonly user: ServerUser;
  readonly binaries: Binaries;
  readonly log: (line: string) => void;
}

const READY = 'database system is ready to accept connections';
const STOP_MS = 20_000;
const UNSAFE = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'];

/** Makes a cluster of that name in the data folder, with the password that lies there. */
export async function initialise(server: Server, name: string): Promise<void> {
  const flags = ['--username=postgres', '--auth=scram-sha-256', '--pwfile=../password', '--encoding=UTF8'];
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const cluster = join(server.dataDir, name);
  const child = run(server, cluster, server.binaries.initdb, ['-D', here(server, cluster), ...flags, ...locale]);
  await ended(child, 'initdb', collect(child, server.log));
}

export interface LaunchOptions {
  readonly port: number;
  readonly durable: boolean;
  readonly startMs: number;
}

/** Resolves when the server accepts connections. */
export async function launch(server: Server, { port, durable, startMs }: LaunchOptions): Promise<ChildProcess> {
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'lc_messages=C',
    'log_timezone=UTC',
    ...(durable ? [] : UNSAFE),
  ];
  const cluster = join(server.dataDir, 'cluster');
  const args = ['-D', here(server, cluster), ...settings.flatMap((setting) => ['-c', setting])];
  const child = run(server, cluster, server.binaries.postgres, args);
  let ready: () => void;
  const accepting = new Promise<void>((resolve) => (ready = resolve));
  const words = collect(child, (line) => {
    if (line.includes(READY)) ready();
    server.log(line);
  });
  let giveUp: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    giveUp = setTimeout(() => {
      child.kill('SIGQUIT');
      reject(failure('Postgres', words));
    }, startMs);
  });
  try {
    await Promise.race([accepting, late, ended(child, 'Postgres', words).then(() => fail('Postgres', words))]);
  } finally {
    clearTimeout(giveUp);
  }
  return child;
}

export async function shutDown(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGINT');
  const impatient = setTimeout(() => child.kill('SIGQUIT'), STOP_MS);
  await closed;
  clearTimeout(impatient);
}

/** The working directory under a name that leads there directly: a folder above that the user may not search (the home of root) is no obstacle. */
const here = ({ user }: Server, cwd: string): string => (user && process.platform === 'linux' ? '/proc/self/cwd' : cwd);

/** The child enters the folder before it becomes the other user. */
function run(server: Server, cwd: string, command: string, args: readonly string[]): ChildProcess {
  return spawn(command, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C in a terminal reaches the whole group: the server must outlive the drain of those who use it.
    detached: true,
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    ...server.user,
  });
}

/** Hands on each line and keeps the last ones for an error message. */
function collect(child: ChildProcess, log: (line: string) => void): string[] {
  const last: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      last.push(line);
      if (last.length > 5) last.shift();
      log(line);
    });
  }
  return last;
}

async function ended(child: ChildProcess, name: string, words: readonly string[]): Promise<void> {
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    if (code === 0) return;
  } catch (cause) {
    throw new EmbeddedPostgresError('failed', `${name} cannot be started: ${String(cause)}`, { cause });
  }
  fail(name, words);
}

function fail(name: string, words: readonly string[]): never {
  throw failure(name, words);
}

const failure = (name: string, words: readonly string[]): EmbeddedPostgresError =>
  new EmbeddedPostgresError('failed', `${name} did not start: ${words.join(' | ')}`);
