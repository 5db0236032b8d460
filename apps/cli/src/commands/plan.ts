import { Api } from '../api/api.js';
import type { Command } from '../command.js';
import { painter } from '../paint.js';
import { readDocuments } from '../workflows/documents.js';
import { FILES, FINDING_JSON, pathsOf } from '../workflows/files-option.js';
import { ownerOf, planDocuments } from '../workflows/plan.js';
import { findingsReport, planJson, planLines } from '../workflows/show-plan.js';

export const plan: Command = {
  name: 'plan',
  operands: [],
  summary:
    'Show what apply would do: which workflows it would create, change or delete, and how they differ from the files.',
  notes: [
    'Nothing is changed. Files are checked as by lint; what the gateway would refuse is told with its place in the file.',
    'Exit code 0 whether or not there is something to do, 1 when a document is refused. With --detailed-exitcode it is 3 when there is something to do; not 2 as with other tools, for that is wrong use here, and a pipeline must not take a slip of the pen for a plan.',
  ],
  usesGateway: true,
  json: `{workflows: [{name, action: "create" | "change" | "delete" | "unchanged" | "refused", file?, line?, id?, version?, difference: [LINE], findings: [${FINDING_JSON}]}], summary: {create, change, delete, unchanged, refused}}; {workflows: [], findings} when a file cannot be read`,
  options: {
    ...FILES,
    prune: {
      type: 'string',
      value: 'LABEL=VALUE',
      description: 'Also show which workflows with this label no file has any more; every document has to have it.',
    },
    credentials: { type: 'boolean', description: 'Typed-in credentials count as changed: they cannot be compared.' },
    'detailed-exitcode': { type: 'boolean', description: 'Exit code 3 when there is something to do.' },
  },
  examples: [
    'plan -f workflows/',
    'plan -f workflows/ --detailed-exitcode',
    'plan -f workflows/ --prune managed-by=call-centre',
  ],
  async run({ options, config, world }) {
    const prune = ownerOf(options.text('prune'));
    const { documents, findings } = await readDocuments(pathsOf(options), world);
    const paint = painter(world.colours);
    if (findings.length > 0) return findingsReport(findings, paint);
    const api = await Api.of(config);
    const planned = await planDocuments(api, documents, {
      ...(prune && { prune }),
      credentials: options.flag('credentials'),
    });
    return {
      json: planJson(planned),
      lines: planLines(planned, paint),
      failed: planned.some(({ action }) => action === 'refused'),
      differs: options.flag('detailed-exitcode') && planned.some(({ action }) => action !== 'unchanged'),
    };
  },
};
