import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { anchorsOf, blocksOf, linksOf, readGuides, readPage, readPages, ROOT, type Page } from './pages.js';

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

  // Whether somebody answers there is not for a test to ask: it would fail when they are away.
  it.each(pages)('$path writes addresses of others as they can be followed', (from) => {
    const outside = linksOf(from).filter((target) => /^[a-z]+:/.test(target));
    const odd = outside.filter((target) => {
      const url = URL.canParse(target) ? new URL(target) : undefined;
      if (url?.hostname === '127.0.0.1') return false;
      return url?.protocol !== 'https:' || !url.hostname.includes('.') || url.hostname.endsWith('.example.com');
    });
    expect(odd).toEqual([]);
  });

  it.each(pages)('$path has JSON and YAML that can be read', (from) => {
    for (const { language, text, line } of blocksOf(from)) {
      const read = { json: JSON.parse as (text: string) => unknown, yaml: readYaml }[language];
      expect({ line, problem: read === undefined ? undefined : problemOf(() => read(text)) }).toEqual({ line });
    }
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
    expect(text).not.toMatch(/\b(?:decisions|contracts|telephony|codebases)\.md\b/);
  });
});

describe('the guides', () => {
  it.each(readGuides())('$path has no command that is neither carried out nor says why not', (guide) => {
    const commands = blocksOf(guide).filter(({ language }) => ['sh', 'bash', 'shell', 'console'].includes(language));
    const unmarked = commands.filter(({ marks }) => !marks.some((mark) => MARK.test(mark)));
    expect(unmarked.map(({ line, text }) => `${line}: ${text}`)).toEqual([]);
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

const MARK = /^(run|cluster|skip=[a-z-]{5,})$/;

function readYaml(text: string): void {
  for (const document of parseAllDocuments(text)) if (document.errors[0]) throw document.errors[0];
}

function problemOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

const titleOf = (from: Page | undefined): string =>
  /^# \d+\. (?<title>.+)$/m.exec(from?.text ?? '')?.groups?.title ?? '';

function leadsSomewhere(from: Page, target: string): boolean {
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? from.path : normalize(join(dirname(from.path), file));
  if (!existsSync(join(ROOT, path))) return false;
  const to = page(path);
  return anchor === undefined || (to !== undefined && anchorsOf(to).includes(anchor));
}
