import type { Command, OptionSpec } from './command.js';
import { optionsOf } from './parse-call.js';

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

const WIDTH = 100;

export function helpOf(command: Command): string {
  const { summary, notes = [], json, examples } = command;
  const rows = Object.entries(optionsOf(command)).map(([name, spec]) => [signatureOf(name, spec), spec] as const);
  const width = Math.max(...rows.map(([left]) => left.length));
  return [
    usageOf(command),
    '',
    ...[summary, ...notes].flatMap((paragraph) => [...wrapped(paragraph), '']),
    'Options:',
    ...rows.map(([left, { description }]) => `  ${left.padEnd(width)}  ${description}`),
    '',
    'With --json it prints:',
    ...wrapped(json).map((line) => `  ${line}`),
    '',
    'Examples:',
    ...examples.map((example) => `  hookswitch ${example}`),
  ].join('\n');
}

export const usageOf = ({ name, operands }: Command): string =>
  ['Usage: hookswitch', name, ...operands, '[OPTIONS]'].join(' ');

export const signatureOf = (name: string, { short, type, value = 'TEXT' }: OptionSpec): string =>
  `${short === undefined ? '' : `-${short}, `}--${name}${type === 'boolean' ? '' : ` ${value}`}`;

function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
