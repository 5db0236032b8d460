import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { codesIn, readPage, readPages, ROOT, tableOf } from './pages.js';

const pages = readPages();
const sources = ['apps', 'libs'].flatMap((folder) =>
  readdirSync(join(ROOT, folder)).flatMap((project) => sourcesIn(join(ROOT, folder, project, 'src'))),
);

it.each(pages)('$path names settings that exist', ({ text }) => {
  const known = new Set(
    tableOf(readPage('docs/reference/configuration.md'), 'name').map(([name = '']) => codesIn(name)[0]),
  );
  const named = [...text.matchAll(/\b(?:HOOKSWITCH|KAFKA)_[A-Z]+(?:_[A-Z]+)*\b/g)].map(([name]) => name);
  const ours = named.map((name) => name.replace(/_FILE$/, '')).filter((name) => !OF_THE_TOOLS.includes(name));
  expect(ours.filter((name) => !known.has(name))).toEqual([]);
});

it.each(pages)('$path names metrics that exist', ({ text }) => {
  const named = [...text.matchAll(/\bhookswitch_[a-z_]+[a-z]\b/g)].map(([name]) => name);
  expect(named.filter((name) => !sources.some((source) => source.includes(name)))).toEqual([]);
});

it.each(pages)('$path calls commands that exist', ({ text }) => {
  const known = readdirSync(join(ROOT, 'apps/cli/src/commands'))
    .map((file) => readFileSync(join(ROOT, 'apps/cli/src/commands', file), 'utf8'))
    .flatMap((source) => /^ {2}name: '(?<name>[^']+)'/m.exec(source)?.groups?.name ?? []);
  const called = [...text.matchAll(/npx hookswitch (?<words>[a-z][a-z-]*(?: [a-z][a-z-]*)?)/g)].map(
    ({ groups }) => groups?.words,
  );
  expect(called.filter((words) => !known.some((name) => words === name || words?.startsWith(`${name} `)))).toEqual([]);
});

/** Read by the tests and by what runs before the project does. */
const OF_THE_TOOLS = ['HOOKSWITCH_SEED', 'HOOKSWITCH_LEDGER_RUNS', 'KAFKA_CACHE'];

function sourcesIn(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.ts')).map((file) => readFileSync(join(folder, file), 'utf8'));
}
