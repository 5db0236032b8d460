import type { Writable } from 'node:stream';
import type { Environment } from '../config/environment.js';

export interface SystemListeners {
  signal(name: 'SIGTERM' | 'SIGINT'): void;
  /** A rejection or an exception that nobody caught. */
  unhandled(error: unknown): void;
}

/** What a process is to its operating system; specs pass one of their own. */
export interface System {
  readonly env: Environment;
  /** As in `24.21.0`. */
  readonly nodeVersion: string;
  /** Where the log goes. */
  readonly out: Writable;
  /** To standard error. */
  complain(sentence: string): void;
  listen(listeners: SystemListeners): void;
  exit(code: number): void;
}

export const nodeSystem: System = {
  env: process.env,
  nodeVersion: process.versions.node,
  out: process.stdout,
  complain: (sentence) => process.stderr.write(`${sentence}\n`),
  listen(listeners) {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => listeners.signal(name));
    for (const name of ['unhandledRejection', 'uncaughtException'])
      process.on(name, (error: unknown) => listeners.unhandled(error));
  },
  exit: (code) => process.exit(code),
};
