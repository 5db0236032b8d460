import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
/** Not ours, or made by a run. */
const SKIPPED = new Set(['node_modules', 'dist', 'target', 'tmp', 'test-results', 'coverage']);

export interface Page {
  /** Relative to the root. */
  readonly path: string;
  readonly text: string;
}

/** A fenced block. ```` ```sh run wait ```` has the language `sh` and the marks `run` and `wait`. */
export interface Block {
  readonly language: string;
  readonly marks: readonly string[];
  readonly text: string;
  /** Of its first line in the page, from 1. */
  readonly line: number;
}

/** Every page of the repository, README.md of the root first. */
export function readPages(folder = ROOT): readonly Page[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && !SKIPPED.has(name))
    .sort((one, other) => Number(one.isDirectory()) - Number(other.isDirectory()))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return readPages(path);
      return entry.name.endsWith('.md') ? [{ path: relative(ROOT, path), text: readFileSync(path, 'utf8') }] : [];
    });
}

export function readPage(path: string): Page {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

/** Pages whose commands are carried out, from top to bottom; README.md first, since it tells of an installation that nobody used yet. */
export const readGuides = (): readonly Page[] => [
  readPage('README.md'),
  ...readdirSync(join(ROOT, 'docs', 'guides'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => readPage(`docs/guides/${name}`)),
  readPage('examples/sip-proxy/README.md'),
];

const FENCE = /^(?<fence>`{3,}|~{3,})(?<info>[^\n]*)\n(?<text>.*?)^\k<fence>[ ]*$/gms;

export function blocksOf({ text }: Page): readonly Block[] {
  return [...text.matchAll(FENCE)].map(({ index, groups }) => {
    const [language = '', ...marks] = (groups?.info ?? '').trim().split(/\s+/);
    return { language, marks, text: groups?.text ?? '', line: text.slice(0, index).split('\n').length };
  });
}

/** What is written about, without examples. */
export const proseOf = ({ text }: Page): string => text.replace(FENCE, '').replace(/`[^`\n]*`/g, '``');

/** Targets of links and pictures, as they are written: `[…](target)`, `<https://…>` and `[name]: target`. */
export const linksOf = (page: Page): readonly string[] =>
  [
    /\]\((?<target>[^()\s]+)(?:\s+"[^"]*")?\)/g,
    /<(?<target>https?:[^>\s]+)>/g,
    /^\[[^\]]+\]:\s+(?<target>\S+)/gm,
  ].flatMap((form) => [...proseOf(page).matchAll(form)].map(({ groups }) => groups?.target ?? ''));

/** Names that a link can put after `#`, as GitHub makes them from headings. */
export const anchorsOf = ({ text }: Page): readonly string[] =>
  [...text.replace(FENCE, '').matchAll(/^#{1,6}\s+(?<title>.+)$/gm)].map(({ groups }) =>
    (groups?.title ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );

/** Rows of the table whose first heading is `heading`, cell by cell, `\|` read as a bar; throws when there is none. */
export function tableOf(page: Page, heading: string): readonly (readonly string[])[] {
  const rows = page.text.split('\n').map(cellsOf);
  const start = rows.findIndex((cells) => cells?.[0] === heading);
  if (start < 0) throw new Error(`${page.path} has no table that begins with "${heading}".`);
  const body = rows.slice(start + 2);
  const end = body.findIndex((cells) => cells === undefined);
  return body.slice(0, end < 0 ? undefined : end).map((cells) => cells ?? []);
}

function cellsOf(line: string): readonly string[] | undefined {
  if (!/^\|.*\|$/.test(line.trim())) return undefined;
  const cells = line
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/);
  return cells.map((cell) => cell.replaceAll('\\|', '|').trim());
}

/** What stands in backticks, in order. */
export const codesIn = (cell: string): readonly string[] =>
  [...cell.matchAll(/``(?<long>[^\n]+?)``|`(?<short>[^`\n]+)`/g)].map(({ groups }) =>
    (groups?.long ?? groups?.short ?? '').trim(),
  );
