import type { JsonObject } from '@hookswitch/domain';
import { Api } from '../api/api.js';
import { CommandError, UsageError, type Command } from '../command.js';
import { painter } from '../paint.js';
import { yamlOf } from '../workflows/difference.js';
import { EXPORTS, exportWorkflow, readFolder, type Exported } from '../workflows/export-workflows.js';
import { currentWorkflow, listWorkflows } from '../workflows/gateway-workflows.js';
import { findingsReport } from '../workflows/show-plan.js';

export const exportCommand: Command = {
  name: 'export',
  operands: ['[NAME...]'],
  summary: 'Write workflows to files, one each, that plan calls unchanged; all of them when none is named.',
  notes: [
    'A file that says the same already is left as it is, with its comments; one that says something else too, unless --overwrite is there. Credentials are never part of a workflow: where one was typed in, the file has the reference that it became.',
  ],
  usesGateway: true,
  json: '{workflows: [{name, outcome: "written" | "unchanged" | "differs", file}], summary: {written, unchanged, differs}}; with -f - {workflows: [DOCUMENT]}',
  options: {
    file: {
      type: 'string',
      short: 'f',
      value: 'DIR',
      description: 'The folder, made when missing; - for standard output.',
    },
    overwrite: { type: 'boolean', description: 'Write files anew that say something else.' },
  },
  examples: ['export -f workflows/', 'export -f - text-missed-callers', 'export -f workflows/ --overwrite'],
  async run({ options, operands, config, world }) {
    const folder = options.text('file');
    if (folder === undefined) throw new UsageError('-f DIR is missing.');
    const { documents: before, findings } = folder === '-' ? nothing : await readFolder(folder, world);
    if (findings.length > 0) return findingsReport(findings, painter(world.colours));
    const found = await workflowsNamed(await Api.of(config), operands);
    if (folder === '-') {
      const documents = found.map(({ document }) => document);
      return { json: { workflows: documents }, lines: [documents.map(yamlOf).join('---\n').trimEnd()] };
    }
    const exported: Exported[] = [];
    for (const { name, document } of found)
      exported.push(await exportWorkflow(name, document, { folder, before, overwrite: options.flag('overwrite') }));
    const counts = Object.fromEntries(
      EXPORTS.map((outcome) => [outcome, exported.filter((one) => one.outcome === outcome).length]),
    );
    return {
      json: { workflows: exported.map((one) => ({ ...one })), summary: counts },
      lines: exported.length === 0 ? ['There are no workflows.'] : exported.map(lineOf),
      failed: (counts['differs'] ?? 0) > 0,
    };
  },
};

const nothing = { documents: [], findings: [] };

interface Named {
  readonly name: string;
  readonly document: JsonObject;
}

async function workflowsNamed(api: Api, names: readonly string[]): Promise<readonly Named[]> {
  const listed = await listWorkflows(api);
  const missing = names.find((name) => listed.every((one) => one.name !== name));
  if (missing !== undefined) throw new CommandError('not_found', `There is no workflow "${missing}".`);
  const found: Named[] = [];
  for (const { id, name } of listed) {
    if (names.length > 0 && !names.includes(name)) continue;
    const current = await currentWorkflow(api, id);
    if (current) found.push({ name, document: current.document });
  }
  return found;
}

const lineOf = ({ name, file, outcome }: Exported): string =>
  outcome === 'differs'
    ? `differs ${name}: ${file} says something else and is left as it is`
    : `${outcome} ${name} (${file})`;
