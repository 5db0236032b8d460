import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';

export interface Said {
  readonly output: string;
  readonly code: number;
}

const PATIENCE_MS = 30_000;

/** A person at a terminal: one bash that keeps its variables and functions from command to command. */
export class Shell {
  readonly #bash: ChildProcessWithoutNullStreams;
  #output = '';
  #heard: () => void = () => undefined;

  /** `profile` runs first, as a person's own would. */
  constructor(cwd: string, env: Readonly<Record<string, string>>, profile: string) {
    this.#bash = spawn('bash', ['--noprofile', '--norc', '-s'], { cwd, env });
    for (const stream of [this.#bash.stdout, this.#bash.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
        this.#heard();
      });
    }
    this.#bash.once('exit', () => this.#heard());
    this.#bash.once('error', (error) => {
      this.#output = `The commands of the pages need bash: ${error.message}`;
      this.#heard();
    });
    this.#bash.stdin.write(`exec 2>&1\n${profile}\n`);
  }

  /** Resolves when the commands have ended, with all that they said; rejects when they do not. */
  async run(commands: string): Promise<Said> {
    const mark = randomUUID();
    this.#output = '';
    // Input of its own: a command that reads must not swallow what follows.
    this.#bash.stdin.write(`{\n${commands}\n} < /dev/null\nprintf '\\n%s %s.\\n' ${mark} $?\n`);
    const deadline = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const end = new RegExp(`\\n${mark} (\\d+)\\.\\n$`).exec(this.#output);
      if (end) return { output: this.#output.slice(0, end.index), code: Number(end[1]) };
      if (this.#hasEnded) throw new Error(`There is no shell any more:\n${this.#output}`);
      await new Promise<void>((resolve, reject) => {
        this.#heard = resolve;
        deadline.onabort = () => reject(new Error(`${commands}\nhas not ended; so far it said:\n${this.#output}`));
      });
    }
  }

  get #hasEnded(): boolean {
    return this.#bash.pid === undefined || this.#bash.exitCode !== null || this.#bash.signalCode !== null;
  }

  async close(): Promise<void> {
    if (this.#hasEnded) return;
    const ended = once(this.#bash, 'exit');
    this.#bash.stdin.end();
    await ended;
  }
}
