import { Api } from '../api/api.js';
import { CommandError, UsageError, type Call, type Command } from '../command.js';
import { painter } from '../paint.js';
import { checkOffline } from '../workflows/check-offline.js';
import { readDocuments, type WrittenDocument } from '../workflows/documents.js';
import { FILES, FINDING_JSON, pathsOf } from '../workflows/files-option.js';
import { findingJson, findingLines, isError, type Finding } from '../workflows/finding.js';
import { checkOnline } from '../workflows/gateway-workflows.js';

export const lint: Command = {
  name: 'lint',
  operands: [],
  summary: 'Check workflow files; every finding comes with file, line and column.',
  notes: [
    'Where a gateway answers, it checks each document as it would when saving it. Without one, shape, triggers, conditions and templates are checked by the same code, but not the parameters of actions, connections and secrets; the last line says which of both it was.',
    'Exit code 1 when there is an error, or with --strict a warning.',
  ],
  usesGateway: true,
  json: `{documents, checkedBy: "gateway" | "offline", findings: [${FINDING_JSON}]}`,
  options: {
    ...FILES,
    offline: { type: 'boolean', description: 'Ask no gateway.' },
    strict: { type: 'boolean', description: 'Warnings are errors.' },
  },
  examples: ['lint -f workflows/', 'lint -f workflows/ --offline --strict', 'lint -f - < text-missed-callers.yaml'],
  async run(call) {
    const { options, world } = call;
    const { documents, findings } = await readDocuments(pathsOf(options), world);
    const { checked, checkedBy, why } = await check(call, documents);
    const all = [...findings, ...checked];
    const paint = painter(world.colours);
    const [errors, warnings] = [all.filter(isError).length, all.filter((finding) => !isError(finding)).length];
    return {
      json: { documents: documents.length, checkedBy, findings: all.map(findingJson) },
      lines: [
        ...all.flatMap((finding) => findingLines(finding, paint)),
        `${counted(documents.length, 'document')}, ${counted(errors, 'error')}, ${counted(warnings, 'warning')}; checked ${why}.`,
      ],
      failed: errors > 0 || (options.flag('strict') && warnings > 0),
    };
  },
};

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

interface Checked {
  readonly checked: readonly Finding[];
  readonly checkedBy: 'gateway' | 'offline';
  readonly why: string;
}

async function check({ options, config }: Call, documents: readonly WrittenDocument[]): Promise<Checked> {
  if (options.flag('offline')) return offline(documents, 'without a gateway');
  try {
    const api = await Api.of(config);
    const checked: Finding[] = [];
    for (const document of documents) checked.push(...(await checkOnline(api, document)));
    return { checked, checkedBy: 'gateway', why: `by ${config.url}` };
  } catch (error) {
    // Nobody has to have a gateway at hand to check a file.
    if (error instanceof UsageError) return offline(documents, 'without a gateway: there is no API key');
    if (error instanceof CommandError && error.code === 'unreachable')
      return offline(documents, `without a gateway: ${config.url} does not answer`);
    throw error;
  }
}

const offline = (documents: readonly WrittenDocument[], why: string): Checked => ({
  checked: documents.flatMap(checkOffline),
  checkedBy: 'offline',
  why,
});
