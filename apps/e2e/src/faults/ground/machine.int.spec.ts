import { afterEach, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '@hookswitch/testing';
import { startBalancer } from './balancer.js';
import { boundCpu, boundMemory, missingForBounds } from './cgroup.js';
import { makeClock } from './clock.js';
import { missingForTmpfs, mountTmpfs } from './tmpfs.js';
import { itWith } from './where.spec-helper.js';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A process of Node that runs the script; `said`: its lines. */
function node(script: string, env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ['-e', script], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const said: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
  return { child, said };
}

it('shifts the clock of a process, and again while it runs, and leaves its timers alone', async () => {
  const clock = makeClock(600);
  const { said } = node(
    `const from = performance.now();
     setInterval(() => console.log(new Date().getTime(), Date.now(), performance.now() - from), 50)`,
    clock.env,
  );
  const ahead = () =>
    (said.at(-1) ?? '')
      .split(' ')
      .slice(0, 2)
      .map((ms) => Math.round((Number(ms) - Date.now()) / 1_000));
  await eventually('ten minutes ahead', () => ahead().every((seconds) => Math.abs(seconds - 600) <= 1));
  clock.shift(-600);
  await eventually('ten minutes behind', () => ahead().every((seconds) => Math.abs(seconds + 600) <= 1));
  clock.shift(0);
  await eventually('back', () => ahead().every((seconds) => Math.abs(seconds) <= 1));
  expect(Number(said.at(-1)?.split(' ')[2])).toBeLessThan(60_000);
  clock.close();
});

itWith(missingForTmpfs())('fills a disk to the last byte, and gives the room back', () => {
  const disk = mountTmpfs(4);
  try {
    const file = join(disk.folder, 'file');
    disk.fill();
    expect(() => writeFileSync(file, 'x')).toThrow('ENOSPC');
    disk.free();
    writeFileSync(file, 'x');
  } finally {
    disk.close();
  }
  expect(existsSync(disk.folder)).toBe(false);
});

const bounded = itWith(missingForBounds());

bounded('has a process killed that takes more memory than it may', async () => {
  const { child } = node(`const all = []; setInterval(() => all.push(Buffer.alloc(4e6, 1)), 5)`);
  const bounds = boundMemory(child.pid ?? 0, 150_000_000);
  const [, signal] = (await once(child, 'exit')) as [number, string];
  expect(signal).toBe('SIGKILL');
  bounds.free();
});

bounded('gives a process no more than its share of a core, until it is freed', async () => {
  const { child, said } = node(
    `for (;;) { const end = performance.now() + 300; const from = process.cpuUsage(); while (performance.now() < end);
       const { user, system } = process.cpuUsage(from); require('fs').writeSync(1, (user + system) / 300_000 + '\\n'); }`,
  );
  const bounds = boundCpu(child.pid ?? 0, 0.1);
  await eventually('a tenth', () => said.length > 0 && Number(said.at(-1)) < 0.3);
  bounds.free();
  await eventually('more than that', () => Number(said.at(-1)) > 0.3);
});

it('hands new connections to backends that are ready, and to no other', async () => {
  const ready = [true, true];
  const servers: Server[] = [];
  for (const index of [0, 1]) {
    const server = createServer((request, response) => {
      response.statusCode = request.url === '/readyz' && !ready[index] ? 503 : 200;
      response.setHeader('connection', 'close');
      response.end(String(index));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
  }
  const urls = servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const balancer = await startBalancer(urls.map((url) => ({ url, readyUrl: `${url}/readyz` })));
  const answers = async () => {
    const all = Array.from({ length: 4 }, async () => (await fetch(balancer.url)).text());
    return [...new Set(await Promise.all(all))].sort().join('');
  };
  expect(await answers()).toBe('01');
  ready[0] = false;
  await eventually('only the other', async () => (await answers()) === '1');
  ready[0] = true;
  await eventually('both again', async () => (await answers()) === '01');
  await balancer.close();
  for (const server of servers) server.close();
});
