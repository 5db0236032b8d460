import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Bounds of one process; they go with `free`. */
export interface Bounds {
  /** The process itself is moved back, if it still lives. */
  free(): void;
}

const ROOT = '/sys/fs/cgroup';
const CPU_PERIOD_US = 100_000;

/** Why this machine cannot bound a process, in one line. */
export const missingForBounds = (): string | undefined =>
  process.getuid?.() === 0 && ['memory', 'cpu'].every((name) => existsSync(join(ROOT, name, 'cgroup.procs')))
    ? undefined
    : 'bounds of memory and CPU need root and cgroups of version 1 for both';

/** The system kills it when it takes more. */
export const boundMemory = (pid: number, bytes: number): Bounds => {
  const group = new Group('memory');
  group.set('memory.limit_in_bytes', bytes);
  return group.take(pid);
};

/** `share`: of one core. */
export const boundCpu = (pid: number, share: number): Bounds => {
  const group = new Group('cpu');
  group.set('cpu.cfs_period_us', CPU_PERIOD_US);
  group.set('cpu.cfs_quota_us', Math.round(CPU_PERIOD_US * share));
  return group.take(pid);
};

let count = 0;

class Group {
  readonly #parent: string;
  readonly #folder: string;

  constructor(controller: 'memory' | 'cpu') {
    count += 1;
    this.#parent = join(ROOT, controller);
    this.#folder = join(this.#parent, `hookswitch-faults-${process.pid}-${count}`);
    mkdirSync(this.#folder);
  }

  set(file: string, value: number): void {
    writeFileSync(join(this.#folder, file), String(value));
  }

  take(pid: number): Bounds {
    writeFileSync(join(this.#folder, 'cgroup.procs'), String(pid));
    const free = () => {
      process.off('exit', free);
      release(pid, this.#parent);
      rmdirSync(this.#folder);
    };
    process.once('exit', free);
    return { free };
  }
}

/** A group that holds a process cannot be removed. */
function release(pid: number, parent: string): void {
  try {
    writeFileSync(join(parent, 'cgroup.procs'), String(pid));
  } catch {
    // It has ended.
  }
}
