import type { Command, OptionSpec } from './command.js';
import { COMMON } from './parse-call.js';

/** What `hookswitch` alone and `hookswitch help` print. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'Usage: hookswitch COMMAND [OPTIONS]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'hookswitch COMMAND --help says more about one of them. Settings come from the environment: docs/reference/configuration.md.',
    'Exit codes: 0 done, 1 failed, 2 wrong use.',
  ].join('\n');
}

export function helpOf({ name, operands, summary, options, examples }: Command): string {
  const rows = Object.entries({ ...options, ...COMMON }).map(
    ([option, spec]) => [signature(option, spec), spec.description] as const,
  );
  const width = Math.max(...rows.map(([left]) => left.length));
  return [
    ['Usage: hookswitch', name, ...operands, '[OPTIONS]'].join(' '),
    '',
    summary,
    '',
    ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`),
    '',
    ...examples.map((example) => `  hookswitch ${example}`),
  ].join('\n');
}

const signature = (name: string, { short, type, value = 'TEXT' }: OptionSpec): string =>
  `${short === undefined ? '' : `-${short}, `}--${name}${type === 'boolean' ? '' : ` ${value}`}`;
