import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { eventually } from '@hookswitch/testing';

export const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const LAST_LINES = 15;

export interface ProcessOptions {
  /** For messages and the log; unique in a stack. */
  readonly name: string;
  /** Folder under `apps/`, whose `dist/main.js` runs. */
  readonly app: string;
  /** Runs instead of that, in its own folder. */
  readonly main?: string;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Answers 200 once it works. */
  readonly readyUrl: string;
  readonly logFile: string;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const alive = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** One service as a process of its own, which can be killed and started again on the same settings. */
export class ServiceProcess {
  #child: ChildProcess | undefined;
  #ended: Promise<Ending> = Promise.resolve({ code: 0, signal: null });

  constructor(readonly options: ProcessOptions) {
    mkdirSync(dirname(options.logFile), { recursive: true });
  }

  get name(): string {
    return this.options.name;
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Of the last start. */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error(`${this.name} was never started`);
    return pid;
  }

  /** Sends it and waits for nothing: SIGSTOP, SIGCONT, or the first of two words to stop. */
  signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): void {
    if (!this.isRunning) throw new Error(`${this.name} does not run`);
    this.#child?.kill(name);
  }

  /** `extraEnv` holds for this start only. */
  start(extraEnv: Readonly<Record<string, string>> = {}): void {
    if (this.isRunning) throw new Error(`${this.name} runs already`);
    const { app, args = [], env, logFile } = this.options;
    const main = this.options.main ?? join(ROOT, 'apps', app, 'dist', 'main.js');
    if (!existsSync(main)) throw new Error(`There is no ${main}: run "npm run build" first.`);
    // A file, not a pipe: what a killed process has said is kept, and nobody must read along.
    const log = openSync(logFile, 'a');
    const child = spawn(process.execPath, ['--enable-source-maps', main, ...args], {
      cwd: this.options.main === undefined ? ROOT : dirname(main),
      env: { PATH: process.env.PATH ?? '', ...env, ...extraEnv },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    alive.add(child);
    this.#child = child;
    this.#ended = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        alive.delete(child);
        resolve({ code, signal });
      });
    });
  }

  /** Rejects with the end of its log when it ends, or is not ready in time. */
  async ready(timeoutMs = 90_000): Promise<void> {
    const { name } = this;
    const child = this.#child;
    try {
      await eventually(
        `${name} becoming ready`,
        async () => {
          if (child !== this.#child || !this.isRunning) throw new Error(`${name} ended before it was ready`);
          return answersOk(this.options.readyUrl);
        },
        { timeoutMs, everyMs: 100 },
      );
    } catch (error) {
      throw new Error(`${String(error)}; the end of ${this.options.logFile}:\n${this.lastWords()}`, { cause: error });
    }
  }

  /** Sends the signal and waits for the end. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ending> {
    this.#child?.kill(signal);
    return this.#ended;
  }

  /** Asks it to stop, and kills it when it takes too long. */
  async end(withinMs = 20_000): Promise<Ending> {
    const timer = setTimeout(() => void this.stop('SIGKILL'), withinMs);
    const ending = await this.stop('SIGTERM');
    clearTimeout(timer);
    return ending;
  }

  /** All that it has written so far. */
  log(): string {
    return existsSync(this.options.logFile) ? readFileSync(this.options.logFile, 'utf8') : '';
  }

  private lastWords(): string {
    return this.log().trimEnd().split('\n').slice(-LAST_LINES).join('\n');
  }
}

async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
