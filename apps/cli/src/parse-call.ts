import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { nearest } from '@hookswitch/domain';
import { GATEWAY } from './gateway-options.js';
import { Options, UsageError, type Command } from './command.js';

/** Options that every command has. */
export const COMMON = {
  json: { type: 'boolean', description: 'Print JSON.' },
  help: { type: 'boolean', short: 'h', description: 'Print this help.' },
} as const;

/** All that a command takes, its own first. */
export const optionsOf = ({ options, usesGateway }: Command): Command['options'] => ({
  ...options,
  ...(usesGateway && GATEWAY),
  ...COMMON,
});

/** The options and operands of a command. Throws a {@link UsageError} that says what is wrong and what may have been meant. */
export function parseCall(
  command: Command,
  args: readonly string[],
): { options: Options; operands: readonly string[] } {
  const specs = optionsOf(command);
  const { values, positionals } = parsed(args, specs);
  const needed = command.operands.filter((operand) => !operand.startsWith('['));
  if (values['help'] !== true && positionals.length < needed.length)
    throw new UsageError(`${needed[positionals.length] ?? 'An operand'} is missing.`);
  const most = command.operands.some((operand) => operand.includes('...')) ? Infinity : command.operands.length;
  if (positionals.length > most) throw new UsageError(`"${positionals[most] ?? ''}" is one too many.`);
  return { options: new Options(values), operands: positionals };
}

function parsed(args: readonly string[], specs: Command['options']) {
  const options: ParseArgsOptionsConfig = Object.fromEntries(
    Object.entries(specs).map(([name, { type, short, multiple = false }]) => [
      name,
      { type, multiple, ...(short !== undefined && { short }) },
    ]),
  );
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(explain(error, args, specs));
  }
}

function explain(error: unknown, args: readonly string[], specs: Command['options']): string {
  const { code, message } = error as { readonly code?: string; readonly message: string };
  if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `${message.split('\n')[0] ?? message}.`;
  const typed = /'(-[^']*)'/.exec(message)?.[1] ?? args.find((arg) => arg.startsWith('-')) ?? '';
  const meant = nearest(typed.replace(/^-+/, ''), Object.keys(specs));
  return `There is no option ${typed}.${meant === undefined ? '' : ` Did you mean --${meant}?`}`;
}
