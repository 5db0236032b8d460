import { Api } from '../api/api.js';
import { applyDocument, type Applied } from '../apply/apply-document.js';
import { readDocuments } from '../apply/documents.js';
import { UsageError, type Command } from '../command.js';

export const apply: Command = {
  name: 'apply',
  operands: [],
  summary: 'Create or change workflows so that they are what YAML files say; others are left alone.',
  options: {
    file: {
      type: 'string',
      short: 'f',
      multiple: true,
      value: 'PATH',
      description: 'A file, a folder, or - for standard input; may be given again.',
    },
    message: { type: 'string', short: 'm', value: 'TEXT', description: 'Why: stands with the new versions.' },
  },
  examples: ['apply -f workflows/', 'apply -f text-missed-callers.yaml -m "be nicer"'],
  async run({ options, config, world }) {
    const paths = options.texts('file');
    if (paths.length === 0) throw new UsageError('-f PATH is missing.');
    const documents = await readDocuments(paths, world);
    const api = await Api.of(config);
    const applied: Applied[] = [];
    for (const document of documents) applied.push(await applyDocument(api, document, options.text('message')));
    return {
      json: { workflows: applied.map((each) => ({ ...each })) },
      lines: applied.flatMap(linesOf),
      failed: applied.some(({ outcome }) => outcome === 'failed'),
    };
  },
};

function linesOf({ name, at, outcome, version, warnings, error }: Applied): readonly string[] {
  if (error) return [`failed ${name} (${at}): ${error.message}`, ...error.details.map((line) => `  ${line}`)];
  return [`${outcome} ${name} (version ${version ?? '?'})`, ...warnings.map((line) => `  warning: ${line}`)];
}
