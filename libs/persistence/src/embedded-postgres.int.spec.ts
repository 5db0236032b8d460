import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@hookswitch/testing';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.js';

let folder: string;
let open: EmbeddedPostgres[];

beforeEach(async () => {
  // Mode 0700 and owned by us: a server that runs as another user cannot walk through it.
  folder = await mkdtemp(join(tmpdir(), 'embedded-'));
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map((server) => server.stop()));
  await rm(folder, { recursive: true, force: true });
});

async function start(port?: number, startMs?: number): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({
    dataDir: join(folder, 'data'),
    durable: true,
    ...(port === undefined ? {} : { port }),
    ...(startMs === undefined ? {} : { startMs }),
  });
  open.push(server);
  return server;
}

async function query(url: string, sql: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

it('keeps what was stored over a stop and a start, below a folder that only its owner may enter', async () => {
  const first = await start();
  await query(first.url, "CREATE TABLE kept AS SELECT 'Žltý kôň' AS word");
  await first.stop();
  await first.stop();
  const second = await start();
  expect(await query(second.url, 'SELECT upper(word) FROM kept')).toEqual([['ŽLTÝ KÔŇ']]);
  expect(await query(second.url, 'SHOW fsync')).toEqual([['on']]);
});

it('runs on when the time that a start may take is over', async () => {
  const server = await start(undefined, 2_000);
  await sleep(2_500);
  expect(await query(server.url, 'SELECT 1')).toEqual([[1]]);
});

it('leaves the server of another cluster alone, though a stale process id is its number', async () => {
  await (await start()).stop();
  const stranger = await startEmbeddedPostgres({ dataDir: join(folder, 'other'), durable: true });
  open.push(stranger);
  const pid = (await readFile(join(folder, 'other/cluster/postmaster.pid'), 'utf8')).split('\n')[0] ?? '';
  await writeFile(join(folder, 'data/cluster/postmaster.pid'), `${pid}\n/proc/self/cwd\n`);
  await writeFile(join(folder, 'data/owner'), '999999');
  expect(await query((await start()).url, 'SELECT 1')).toEqual([[1]]);
  expect(await query(stranger.url, 'SELECT 1')).toEqual([[1]]);
});

it('says which port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  await expect(start(port)).rejects.toMatchObject({ code: 'port_taken', message: expect.stringContaining(`${port}`) });
  other.close();
});

it('refuses a directory that another live process runs on', async () => {
  await start();
  await expect(start()).rejects.toMatchObject({ code: 'in_use' });
});

it('removes the process id that a killed server left, though another program has that number now', async () => {
  await (await start()).stop();
  await writeFile(join(folder, 'data/cluster/postmaster.pid'), `${process.pid}\n/proc/self/cwd\n`);
  expect(await query((await start()).url, 'SELECT 1')).toEqual([[1]]);
});

it('stops the server that a killed process left behind, and starts its own', async () => {
  const owner = await ownerProcess();
  const pid = Number((await readFile(join(folder, 'data/cluster/postmaster.pid'), 'utf8')).split('\n')[0]);
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  expect(() => process.kill(pid, 0)).not.toThrow();
  const server = await start();
  expect(await query(server.url, 'SELECT n FROM kept')).toEqual([[7]]);
  await eventually('the end of the old server', () => !exists(pid));
});

it('tells a directory with other files in it from a database', async () => {
  await (await start()).stop();
  await rm(join(folder, 'data/cluster/PG_VERSION'));
  await expect(start()).rejects.toMatchObject({ code: 'failed', message: expect.stringContaining('not a database') });
});

it('refuses the directory of another major version', async () => {
  await (await start()).stop();
  await writeFile(join(folder, 'data/cluster/PG_VERSION'), '15\n');
  await expect(start()).rejects.toMatchObject({ code: 'wrong_version', message: expect.stringContaining('15') });
});

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A process of its own that starts the server in the folder and then waits. */
async function ownerProcess(): Promise<ChildProcess> {
  const script = join(folder, 'owner.mjs');
  const lib = join(import.meta.dirname, '../dist/embedded-postgres.js');
  await writeFile(
    script,
    `import { startEmbeddedPostgres } from ${JSON.stringify(lib)};
     const { url } = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(join(folder, 'data'))}, durable: true });
     process.send(url);
     process.on('message', () => undefined);`,
  );
  const child = fork(script, { execArgv: [] });
  const [url] = (await once(child, 'message')) as [string];
  await query(url, 'CREATE TABLE kept AS SELECT 7 AS n');
  return child;
}
