import { nearest } from '@hookswitch/domain';
import { ConfigError, loadConfig } from '@hookswitch/platform';
import { CommandError, UsageError, type Command, type Report } from './command.js';
import { commands } from './commands.js';
import { withGateway } from './gateway-options.js';
import { helpOf, overview } from './help.js';
import { parseCall } from './parse-call.js';
import type { World } from './world.js';

/** Done; failed, or done in part; wrong use; there are differences (only where they were asked for). */
export type ExitCode = 0 | 1 | 2 | 3;

/** Runs what was typed after `hookswitch`. */
export async function run(argv: readonly string[], world: World): Promise<ExitCode> {
  const asJson = argv.includes('--json');
  try {
    return await dispatch(argv, world);
  } catch (error) {
    return complain(error, asJson, world);
  }
}

async function dispatch(argv: readonly string[], world: World): Promise<ExitCode> {
  const [first = ''] = argv;
  if (first === '') {
    world.complain(overview(commands));
    return 2;
  }
  if (['help', '--help', '-h'].includes(first)) {
    world.print(argv.length > 1 ? helpOf(find(argv.slice(1)).command) : overview(commands));
    return 0;
  }
  const { command, rest } = find(argv);
  const { options, operands } = parseCall(command, rest);
  if (options.flag('help')) {
    world.print(helpOf(command));
    return 0;
  }
  const report = await command.run({
    options,
    operands,
    config: loadConfig('cli', withGateway(world.env, options)),
    world,
  });
  const text = options.flag('json') ? JSON.stringify(report.json) : report.lines.join('\n');
  if (text !== '') world.print(text);
  return exitCode(report);
}

const exitCode = ({ failed = false, differs = false }: Report): ExitCode => (failed ? 1 : differs ? 3 : 0);

/** The command whose words come first, and what comes after them. */
function find(argv: readonly string[]): { readonly command: Command; readonly rest: readonly string[] } {
  for (const words of [2, 1]) {
    const name = argv.slice(0, words).join(' ');
    const command = commands.find((candidate) => candidate.name === name);
    if (command !== undefined) return { command, rest: argv.slice(words) };
  }
  const typed = argv.slice(0, 2).filter((word) => !word.startsWith('-'));
  const siblings = commands.filter(({ name }) => name.startsWith(`${typed[0] ?? ''} `)).map(({ name }) => name);
  const meant = nearest(
    typed.join(' '),
    commands.map(({ name }) => name),
  );
  const hint =
    siblings.length > 0 ? `There is ${siblings.join(', ')}.` : meant === undefined ? '' : `Did you mean ${meant}?`;
  throw new UsageError(`There is no command "${typed.join(' ')}". ${hint}`.trim());
}

function complain(error: unknown, asJson: boolean, world: World): ExitCode {
  const wrongUse = error instanceof UsageError || error instanceof ConfigError;
  const message = error instanceof Error ? error.message : String(error);
  const details = error instanceof CommandError ? error.details : [];
  if (asJson)
    world.complain(JSON.stringify({ error: { code: codeOf(error), message, ...(details.length > 0 && { details }) } }));
  else world.complain([message, ...details.map((line) => `  ${line}`)].join('\n'));
  if (error instanceof UsageError && !asJson)
    world.complain('hookswitch help lists the commands, COMMAND --help its options.');
  return wrongUse ? 2 : 1;
}

function codeOf(error: unknown): string {
  if (error instanceof UsageError) return 'wrong_use';
  if (error instanceof ConfigError) return 'wrong_configuration';
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'failed';
}
