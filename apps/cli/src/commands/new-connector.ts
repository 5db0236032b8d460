import { resolve } from 'node:path';
import { UsageError, type Command } from '../command.js';
import { filesFor } from '../new-connector/template.js';
import { writeFiles } from '../new-connector/write-files.js';

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const LONGEST = 40;
const TAKEN: readonly string[] = ['http', 'sms', 'slack', 'stt'];

export const newConnector: Command = {
  name: 'new-connector',
  operands: ['NAME'],
  summary: 'Make a repository for a connector of your own: manifest, code, conformance tests, image and Helm values.',
  notes: [
    'The name is the action type that workflows use. What is made builds and passes the conformance suite as it is.',
  ],
  json: '{name, folder, files}',
  options: {
    dir: {
      type: 'string',
      value: 'DIR',
      description: 'Where to; new or empty. Default: hookswitch-connector-NAME here.',
    },
  },
  examples: ['new-connector acme-fax', 'new-connector acme-fax --dir ~/src/acme-fax'],
  async run({ options, operands: [name = ''] }) {
    const problem = problemOf(name);
    if (problem !== undefined) throw new UsageError(problem);
    const folder = options.text('dir') ?? `hookswitch-connector-${name}`;
    const files = await filesFor(name);
    await writeFiles(resolve(folder), files);
    const next = ['', `  cd ${folder}`, '  npm install', '  npm test', '', 'Then say in src/manifest.ts what it does.'];
    return {
      json: { name, folder: resolve(folder), files: files.map(({ path }) => path) },
      lines: [`The connector ${name} is in ${folder}: ${files.length} files.`, ...next],
    };
  },
};

function problemOf(name: string): string | undefined {
  if (TAKEN.includes(name)) return `"${name}" is a connector of Hookswitch's own: choose another name.`;
  if (name.length > LONGEST) return `The name has ${name.length} characters; at most ${LONGEST} are possible.`;
  if (NAME.test(name)) return undefined;
  return `"${name}" cannot be a connector's name: lower-case letters and digits, words joined by "-", a letter first, such as acme-fax.`;
}
