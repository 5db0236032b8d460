import { text } from 'node:stream/consumers';
import type { Environment } from '@hookswitch/platform';

/** What a command sees of the machine; specs pass one of their own. */
export interface World {
  readonly env: Environment;
  /** To standard output. */
  print(text: string): void;
  /** To standard error. */
  complain(text: string): void;
  /** All of standard input. */
  readInput(): Promise<string>;
}

export const nodeWorld: World = {
  env: process.env,
  print: (out) => process.stdout.write(`${out}\n`),
  complain: (out) => process.stderr.write(`${out}\n`),
  readInput: () => text(process.stdin),
};
