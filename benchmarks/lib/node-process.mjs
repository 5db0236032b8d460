import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '..', '..');
const READY_MS = 60_000;
const LAST_LINES = 15;
const alive = new Set();
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** A process of Node with an admin port: it tells when it is ready and what CPU time it has used. */
export class NodeProcess {
  /** `script`: path from the root of the repository. `profile`: folder for a CPU profile, written when it ends. */
  constructor({ name, script, env, adminPort, run, profile }) {
    this.name = name;
    this.adminPort = adminPort;
    this.logFile = join(ROOT, 'test-results', 'benchmarks', run, `${name}.log`);
    mkdirSync(dirname(this.logFile), { recursive: true });
    const main = join(ROOT, script);
    if (!existsSync(main)) throw new Error(`there is no ${main}: build first`);
    const flags = ['--disable-warning=TimeoutNegativeWarning', ...profileFlags(profile, name)];
    const log = openSync(this.logFile, 'a');
    this.child = spawn(process.execPath, [...flags, main], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, HOOKSWITCH_ADMIN_PORT: String(adminPort), ...env },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    alive.add(this.child);
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
    void this.ended.then(() => alive.delete(this.child));
  }

  async ready() {
    for (const until = performance.now() + READY_MS; ; await sleep(100)) {
      if ((await this.#get('readyz').catch(() => undefined)) !== undefined) return;
      if (!this.isRunning || performance.now() > until)
        throw new Error(`${this.name} is not ready:\n${this.#lastWords()}`);
    }
  }

  /** User and system time of all its threads so far, in seconds. */
  async cpuSeconds() {
    const text = (await this.#get('metrics')) ?? '';
    const total = /^process_cpu_seconds_total (\S+)/m.exec(text)?.[1];
    if (total === undefined) throw new Error(`${this.name} does not tell its CPU time`);
    return Number(total);
  }

  /** It does nothing at all until it may go on: work can be laid ready for it. */
  freeze() {
    this.child.kill('SIGSTOP');
  }

  thaw() {
    this.child.kill('SIGCONT');
  }

  async stop() {
    this.thaw();
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 30_000);
    await this.ended;
    clearTimeout(timer);
  }

  get isRunning() {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async #get(path) {
    const response = await fetch(`http://127.0.0.1:${this.adminPort}/${path}`, { signal: AbortSignal.timeout(5_000) });
    const text = await response.text();
    return response.ok ? text : undefined;
  }

  #lastWords() {
    return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-LAST_LINES).join('\n');
  }
}

const profileFlags = (folder, name) =>
  folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}.cpuprofile`];
