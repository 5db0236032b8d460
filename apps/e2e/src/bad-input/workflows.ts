import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Scenario } from '../harness/scenario.js';
import { ROOT } from '../harness/service-process.js';

interface Case {
  readonly name: string;
  readonly document: unknown;
  readonly expect: readonly { readonly code: string; readonly pointer: string }[];
}

const FOLDER = join(ROOT, 'libs', 'domain', 'conformance', 'workflows', 'invalid');
const cases = readdirSync(FOLDER).map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Case);
const placesOf = (list: Case['expect'] = []) => list.map(({ pointer, code }) => `${pointer} ${code}`).sort();

export const badWorkflows: readonly Scenario[] = [
  {
    name: `each of ${cases.length} kinds of invalid workflow is refused with every code and pointer`,
    async run({ tenant }) {
      expect(cases.length).toBeGreaterThanOrEqual(30);
      await prepare(tenant.api);
      const answers = await Promise.all(
        cases.map(async ({ document }) => {
          // As text: some of the documents are no objects.
          const { status, body } = await tenant.api.send('POST', '/v1/workflows', JSON.stringify(document));
          return { status, code: body.code, errors: placesOf(body.errors) };
        }),
      );
      for (const [index, { name, expect: expected }] of cases.entries()) {
        const { errors = [], ...answer } = answers[index] ?? {};
        // Real connectors may ask for more than those of the conformance documents.
        const missing = placesOf(expected).filter((place) => !errors.includes(place));
        expect([name, answer, missing]).toEqual([name, { status: 422, code: 'invalid_document' }, []]);
      }
      expect(await tenant.api.all('/v1/workflows')).toEqual([]);
    },
  },
];

/** What the documents name. */
async function prepare(api: Parameters<Scenario['run']>[0]['tenant']['api']): Promise<void> {
  const connections = [
    { name: 'cloudtalk-main', connector: 'sms', secrets: { id: 'an-id-of-e2e', secret: 'a-secret-of-e2e' } },
    { name: 'team-slack', connector: 'slack', secrets: { token: 'a-token-of-e2e' } },
  ];
  for (const connection of connections) await api.must('POST', '/v1/connections', connection);
}
