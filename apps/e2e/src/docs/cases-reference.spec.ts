import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import prettier from 'prettier';
import { casesReference } from './cases-reference.js';
import { linksOf, readPage, ROOT, tableOf } from './pages.js';

const PAGE = 'docs/reference/cases.md';

it('is what docs/reference/cases.md says; after a change run "npm run generate"', async () => {
  const path = join(ROOT, PAGE);
  const options = await prettier.resolveConfig(path);
  expect(readFileSync(path, 'utf8')).toBe(await prettier.format(casesReference(), { ...options, parser: 'markdown' }));
});

it('names specs that are there, and folders that have cases', () => {
  for (const row of tableOf(readPage(PAGE), 'cases')) {
    const [, files, count, by] = row;
    expect([Number(files) > 0, Number(count) >= Number(files)]).toEqual([true, true]);
    const specs = linksOf({ path: PAGE, text: by ?? '' });
    expect(specs.length).toBeGreaterThan(0);
    expect(specs.filter((target) => !existsSync(join(ROOT, 'docs/reference', target)))).toEqual([]);
  }
});
