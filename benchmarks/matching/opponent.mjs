import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { javaCommand } from './event-ruler.mjs';

/** A contender's process: asked a line, it answers a line of JSON. */
export class Opponent {
  /** Medians are taken of these. */
  rates = [];

  static async start(name, rulesFile, eventsFile) {
    const script = join(import.meta.dirname, 'contender.mjs');
    const [command, ...args] =
      name === 'event-ruler' ? await javaCommand() : [process.execPath, '--max-old-space-size=8192', script, name];
    const child = spawn(command, [...args, rulesFile, eventsFile], { stdio: ['pipe', 'pipe', 'inherit'] });
    const opponent = new Opponent(name, child);
    opponent.loaded = await opponent.#answer();
    return opponent;
  }

  constructor(name, child) {
    this.name = name;
    this.child = child;
    this.lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  ask(line) {
    this.child.stdin.write(`${line}\n`);
    return this.#answer();
  }

  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.stdin.end();
    await ended;
  }

  async #answer() {
    const { done, value } = await this.lines.next();
    if (done) throw new Error(`${this.name} ended without an answer`);
    return JSON.parse(value);
  }
}
