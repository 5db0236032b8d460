import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from '@hookswitch/platform';
import { ROOT } from './pages.js';

/** Cases that are files: what they are about and who carries them out, by the spec. */
const CASES: readonly { readonly folder: string; readonly by: readonly string[] }[] = [
  {
    folder: 'libs/domain/conformance/conditions',
    by: ['libs/domain/src/condition/conformance.spec.ts', 'libs/platform/src/engines/conformance.spec.ts'],
  },
  {
    folder: 'libs/domain/conformance/templates',
    by: ['libs/domain/src/template/conformance.spec.ts', 'libs/platform/src/engines/conformance.spec.ts'],
  },
  {
    folder: 'libs/domain/conformance/values',
    by: ['libs/domain/src/template/conformance.spec.ts'],
  },
  { folder: 'libs/domain/conformance/plans', by: ['libs/domain/src/planning/scenarios.spec.ts'] },
  {
    folder: 'libs/domain/conformance/workflows/valid',
    by: ['libs/domain/src/workflow/check-workflow.spec.ts', 'apps/gateway/src/workflows/documents.int.spec.ts'],
  },
  {
    folder: 'libs/domain/conformance/workflows/invalid',
    by: ['libs/domain/src/workflow/check-workflow.spec.ts', 'apps/gateway/src/workflows/documents.int.spec.ts'],
  },
  { folder: 'apps/connector-stt/conformance', by: ['apps/connector-stt/src/segments.spec.ts'] },
  {
    folder: 'libs/messaging/contracts/fixtures/v1',
    by: ['libs/messaging/src/messages/contracts.spec.ts', 'libs/messaging/src/messages/event-contract.spec.ts'],
  },
];

/** Text of docs/reference/cases.md. Called by tools/generate.mjs and by the spec that finds the page out of date. */
export const casesReference = (): string =>
  [
    '# Cases',
    'What conditions, templates, workflows and messages mean is written down as cases in JSON, which more than one part of the product carries out: a core in another language would run the same files. How connectors do is [conformance](conformance.md). Counted by `npm run generate`.',
    markdownTable(
      ['cases', 'files', 'number', 'carried out by'],
      CASES.map(({ folder, by }) => {
        const files = filesIn(folder);
        const count = files.reduce((sum, file) => sum + casesIn(file), 0);
        return [link(folder), String(files.length), String(count), by.map(link).join(', ')];
      }),
    ),
    '',
  ].join('\n\n');

const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder))
    .filter((file) => file.endsWith('.json'))
    .map((file) => `${folder}/${file}`);

/** A file has a list of cases, or is one. */
function casesIn(file: string): number {
  const { cases } = JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as { readonly cases?: readonly unknown[] };
  return cases?.length ?? 1;
}

const link = (path: string): string => `[${path.split('/').slice(-2).join('/')}](../../${path})`;
