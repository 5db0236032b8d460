import { commands } from './commands.js';
import { helpOf, overview } from './help.js';

/** `docs/reference/cli.md`, from the commands' own help. */
export const cliReference = (): string =>
  [
    '# The command line',
    'Made from the help of the `hookswitch` command by `npm run generate`. How to use it: [workflows as code](../guides/workflows-as-code.md), [your first workflow](../guides/first-workflow.md), [operating](../guides/operating.md).',
    fenced(overview(commands)),
    ...commands.flatMap((command) => [`## ${command.name}`, fenced(helpOf(command))]),
  ].join('\n\n');

const fenced = (text: string): string => `\`\`\`text\n${text}\n\`\`\``;
