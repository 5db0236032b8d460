import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { into, javaArguments } from './jars.mjs';

const START_MS = 60_000;

/** One broker and its data. It can be ended and started again, which it survives as its disk does. */
export class Broker {
  #jars;
  #node;
  #folder;
  #settings;
  #child;

  /** `filled`: what stands for the @words@ of the template. */
  constructor({ jars, node, folder, filled }) {
    [this.#jars, this.#node, this.#folder] = [jars, node, folder];
    mkdirSync(folder, { recursive: true });
    this.#settings = join(folder, 'server.properties');
    const words = { ...filled, NODE_ID: node, DATA: join(folder, 'data') };
    const template = readFileSync(join(import.meta.dirname, 'server.properties.template'), 'utf8');
    writeFileSync(
      this.#settings,
      template.replaceAll(/@(\w+)@/g, (_, name) => String(words[name])),
    );
  }

  get isRunning() {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when it serves requests. */
  async start() {
    if (this.isRunning) throw new Error(`broker ${this.#node} runs already`);
    const data = join(this.#folder, 'data');
    if (!existsSync(join(data, 'meta.properties'))) this.#format(data);
    // Not in our process group: Ctrl-C must not end it before those who use it.
    const child = spawn('java', [...javaArguments(this.#jars), 'kafka.Kafka', this.#settings], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#child = child;
    try {
      await started(child);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  /** SIGTERM: it hands its partitions over first. SIGKILL: as when a machine dies. Resolves when it has ended. */
  async stop(signal) {
    if (!this.isRunning) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
  }

  /** SIGSTOP or SIGCONT. */
  signal(name) {
    this.#child?.kill(name);
  }

  /** For a process that ends itself: nothing can be waited for. */
  killNow() {
    if (this.isRunning) this.#child.kill('SIGKILL');
  }

  /** Formatting storage is a second start of the JVM. Its result holds no path, so it is made once for each number and copied. */
  #format(data) {
    const blank = join(this.#jars, `blank-storage-${this.#node}`);
    if (!existsSync(blank)) {
      const settings = ['--cluster-id', 'aG9va3N3aXRjaC10ZXN0cw', '--config', this.#settings];
      const tool = ['kafka.tools.StorageTool', 'format', ...settings];
      const done = spawnSync('java', [...javaArguments(this.#jars), ...tool], { encoding: 'utf8' });
      if (done.status !== 0) throw new Error(`Kafka's storage could not be formatted:\n${done.stdout}${done.stderr}`);
      const part = `${blank}.${process.pid}`;
      cpSync(data, part, { recursive: true });
      into(part, blank);
      return;
    }
    cpSync(blank, data, { recursive: true });
  }
}

async function started(child) {
  const last = [];
  const ready = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        last.push(line);
        if (last.length > 10) last.shift();
        if (line.includes('Kafka Server started')) resolve(true);
      });
    }
  });
  const ended = once(child, 'exit').then(() => false);
  const late = new Promise((resolve) => setTimeout(resolve, START_MS, false).unref());
  if (!(await Promise.race([ready, ended, late]))) throw new Error(`Kafka did not start:\n${last.join('\n')}`);
}
