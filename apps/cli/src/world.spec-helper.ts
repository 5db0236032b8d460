import type { Environment } from '@hookswitch/platform';
import { run, type ExitCode } from './run.js';

export interface Outcome {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** Runs a command as it would be typed, without a process. */
export async function typed(argv: readonly string[], env: Environment = {}, input = ''): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(argv, {
    env,
    print: (text) => out.push(text),
    complain: (text) => err.push(text),
    readInput: () => Promise.resolve(input),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}
