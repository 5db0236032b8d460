import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { blocksOf, codesIn, readPage, ROOT, tableOf } from './pages.js';

const page = readPage('docs/guides/writing-a-connector.md');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const words = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
const example = words(
  ['manifest', 'connector', 'conformance.test']
    .map((name) => read(`examples/connector-echo/src/${name}.ts`))
    .join('\n'),
);

it('shows code of the example, which is compiled and tested', () => {
  const snippets = blocksOf(page).filter(({ language }) => language === 'ts');
  expect(snippets.length).toBeGreaterThanOrEqual(4);
  expect(snippets.map(({ text }) => words(text)).filter((text) => !example.includes(text))).toEqual([]);
});

it('explains every field of a manifest, and no other', () => {
  const { properties } = JSON.parse(read('libs/messaging/contracts/connector.schema.json')) as { properties: object };
  const named = tableOf(page, 'field').flatMap(([fields = '']) => codesIn(fields));
  expect([...named].sort()).toEqual(Object.keys(properties).sort());
});

it('names every landing', () => {
  const [, text = ''] = tableOf(page, 'field').find(([field]) => field === '`landings`') ?? [];
  const { $defs } = JSON.parse(read('libs/messaging/contracts/common.schema.json')) as {
    $defs: { landing: { enum: readonly string[] } };
  };
  expect([...codesIn(text)].sort()).toEqual([...$defs.landing.enum].sort());
});

it('has a values entry like that of the template', () => {
  const entry = blocksOf(page).find(({ language }) => language === 'yaml')?.text ?? '';
  const template = read('apps/cli/template/deploy/values.yaml').replaceAll('template-name', 'acme-fax');
  const lines = template.split('\n').filter((line) => !/^\s*#/.test(line));
  expect(words(entry)).toBe(words(lines.join('\n')));
});

it('says how many checks a connector without jobs runs', () => {
  const { checks } = JSON.parse(read('examples/connector-echo/conformance/results/echo.json')) as {
    checks: readonly { readonly result: string }[];
  };
  const run = checks.filter(({ result }) => result !== 'not_applicable');
  expect(read('docs/guides/writing-a-connector.md')).toContain(`${run.length} checks`);
});
