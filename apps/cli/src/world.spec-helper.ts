import type { Environment } from '@hookswitch/platform';
import { run, type ExitCode } from './run.js';
import type { World } from './world.js';

export interface Outcome {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

export interface Typed {
  readonly env?: Environment;
  readonly input?: string;
  readonly out?: string[];
  readonly err?: string[];
}

/** What a command sees, without a machine; its pauses are short. */
export const worldOf = ({ env = {}, input = '', out = [], err = [] }: Typed = {}): World => ({
  env,
  colours: false,
  print: (text) => out.push(text),
  complain: (text) => err.push(text),
  readInput: () => Promise.resolve(input),
  pause: (duration) => new Promise((resolve) => setTimeout(resolve, Math.min(duration, 20))),
  now: () => performance.now(),
});

/** Runs a command as it would be typed, without a process. */
export async function typed(argv: readonly string[], env: Environment = {}, input = ''): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(argv, worldOf({ env, input, out, err }));
  return { code, out: out.join('\n'), err: err.join('\n') };
}
