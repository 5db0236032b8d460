import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { anchorsOf, blocksOf, linksOf, readPage, readPages, ROOT, type Page } from './pages.js';

const pages = readPages();
const page = (path: string): Page | undefined => pages.find((one) => one.path === path);

describe('the pages', () => {
  it('are found, those of libraries and apps too', () => {
    const paths = pages.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['README.md', 'docs/README.md', 'libs/domain/README.md']));
    expect(paths.filter((path) => path.includes('node_modules'))).toEqual([]);
  });

  it.each(pages)('$path links to what is there', (from) => {
    const broken = linksOf(from)
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => !leadsSomewhere(from, target));
    expect(broken).toEqual([]);
  });

  it.each(pages)('$path has diagrams that say something', (from) => {
    for (const { language, text } of blocksOf(from)) {
      if (language === 'mermaid')
        expect(text).toMatch(/^(flowchart|sequenceDiagram|stateDiagram-v2|erDiagram)\b.*\n\s*\S/);
    }
  });

  it.each(pages)('$path closes every block that it opens', ({ text }) => {
    expect(text.match(/^(```|~~~)/gm)?.length ?? 0).toBe(2 * blocksOf({ path: '', text }).length);
  });

  it.each(pages)('$path needs nothing from outside the repository', ({ text }) => {
    expect(text).not.toMatch(/(?:^|[\s`("'])\/(?:work|root|home)\//m);
    expect(text).not.toMatch(/\b(?:decisions|contracts|telephony|reliability|codebases)\.md\b/);
  });
});

describe('decisions', () => {
  const folder = 'docs/adr';
  const files = readdirSync(join(ROOT, folder)).filter((name) => /^\d{4}-.*\.md$/.test(name));
  const index = readPage(`${folder}/README.md`);

  it('are all in the index, in the order of their numbers, under their own titles', () => {
    const listed = [...index.text.matchAll(/^\|\s*\d+\s*\|\s*\[(?<title>.*)\]\((?<file>\d{4}-[^)]*)\)/gm)];
    const expected = files.sort().map((file) => ({ file, title: titleOf(page(`${folder}/${file}`)) }));
    expect(listed.map(({ groups }) => ({ file: groups?.file, title: groups?.title }))).toEqual(expected);
  });

  it('have numbers of their own', () => {
    const numbers = files.map((file) => file.slice(0, 4));
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const file of files) {
      expect(page(`${folder}/${file}`)?.text).toMatch(new RegExp(`^# ${Number(file.slice(0, 4))}\\. `));
    }
  });
});

it('docs/README.md leads to every page of docs', () => {
  const linked = linksOf(readPage('docs/README.md')).map((target) => normalize(join('docs', target)));
  const there = pages.map(({ path }) => path).filter((path) => path.startsWith('docs/') && path !== 'docs/README.md');
  expect(there.filter((path) => !path.startsWith('docs/adr/') || path === 'docs/adr/README.md').sort()).toEqual(
    linked.filter((path) => path.startsWith('docs/')).sort(),
  );
});

const titleOf = (from: Page | undefined): string =>
  /^# \d+\. (?<title>.+)$/m.exec(from?.text ?? '')?.groups?.title ?? '';

function leadsSomewhere(from: Page, target: string): boolean {
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? from.path : normalize(join(dirname(from.path), file));
  if (!existsSync(join(ROOT, path))) return false;
  const to = page(path);
  return anchor === undefined || (to !== undefined && anchorsOf(to).includes(anchor));
}
