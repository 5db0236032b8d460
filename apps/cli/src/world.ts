import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import type { Environment } from '@hookswitch/platform';

/** What a command sees of the machine; specs pass one of their own. */
export interface World {
  readonly env: Environment;
  /** Whether somebody looks at a terminal that shows them. */
  readonly colours: boolean;
  /** To standard output. */
  print(text: string): void;
  /** To standard error. */
  complain(text: string): void;
  /** All of standard input. */
  readInput(): Promise<string>;
  /** Milliseconds. */
  pause(duration: number): Promise<void>;
  /** Milliseconds since some moment. */
  now(): number;
}

export const nodeWorld: World = {
  env: process.env,
  // https://no-color.org: whatever it says, as long as it says something.
  colours: process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb',
  print: (out) => process.stdout.write(`${out}\n`),
  complain: (out) => process.stderr.write(`${out}\n`),
  readInput: () => text(process.stdin),
  pause: (duration) => setTimeout(duration),
  now: () => performance.now(),
};
