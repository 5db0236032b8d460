import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { scenarios } from '../scenarios/index.js';
import { blocksOf, codesIn, readGuides, readPage, readPages, ROOT } from './pages.js';

/** What the tests carry out of the pages: commands as they are typed. */
const carriedOut = readGuides().flatMap((page) =>
  blocksOf(page)
    .filter(({ marks }) => marks.includes('run') || marks.includes('cluster'))
    .map(({ text }) => text),
);

const names = scenarios.map(({ name }) => name.toLowerCase()).join('\n');

describe('every provider has a scenario that names it', () => {
  const page = readPage('docs/reference/actions.md').text;
  const section = (action: string): string => page.split(/^## /m).find((text) => text.startsWith(`${action}\n`)) ?? '';
  /** Values of the connection's setting; without one the action has a single target. */
  const providersOf = (action: string): readonly string[] =>
    codesIn(
      /^\| `provider`\s+\|(?<choices>[^|]+)\|/m.exec(section(action).split('### Connection')[1] ?? '')?.groups
        ?.choices ?? '',
    );
  const actions = [...page.matchAll(/^## (?<name>[a-z][a-z-]*)$/gm)].map(({ groups }) => groups?.name ?? '');

  it('of every action', () => {
    expect(actions).toEqual(expect.arrayContaining(['http', 'sms', 'slack', 'stt']));
    expect(providersOf('sms')).toEqual(expect.arrayContaining(['cloudtalk', 'custom']));
    expect(providersOf('stt')).toEqual(expect.arrayContaining(['google', 'deepgram']));
  });

  it.each(actions.flatMap((action) => [action, ...providersOf(action)]))('%s', (provider) => {
    // Whole words: the customer of another scenario is no custom gateway.
    const isNamed = (word: string) => new RegExp(`\\b${word}\\b`).test(names);
    expect((WORDS[provider] ?? [provider]).some(isNamed)).toBe(true);
  });
});

/** Where a scenario calls it otherwise. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  http: ['request'],
  sms: ['text message', 'is texted'],
  stt: ['transcribed'],
};

describe('every command is carried out', () => {
  const files = readdirSync(join(ROOT, 'apps/cli/src/commands')).filter((file) => /^[a-z-]+\.ts$/.test(file));
  const commands = files.flatMap((file) => {
    const source = readFileSync(join(ROOT, 'apps/cli/src/commands', file), 'utf8');
    return /^ {2}name: '(?<name>[^']+)'/m.exec(source)?.groups?.name ?? [];
  });

  it('of those that there are', () => {
    expect(commands).toEqual(expect.arrayContaining(['apply', 'migrate', 'runs watch']));
  });

  it.each(commands)('hookswitch %s', (name) => {
    const call = new RegExp(`npx hookswitch ${name}(?![a-z-])`);
    expect(carriedOut.some((text) => call.test(text))).toBe(true);
  });
});

describe('every guide is carried out', () => {
  it.each(readGuides())('$path', ({ path, text }) => {
    const elsewhere = ELSEWHERE[path];
    if (elsewhere !== undefined) {
      expect(existsSync(join(ROOT, elsewhere))).toBe(true);
      expect(readFileSync(join(ROOT, elsewhere), 'utf8')).toContain(path.split('/').at(-1));
      return;
    }
    expect(blocksOf({ path, text }).some(({ marks }) => marks.includes('run') || marks.includes('cluster'))).toBe(true);
  });

  it('and every page about a folder of examples is one of them, or has a test of its own', () => {
    const examples = readPages().filter(({ path }) => /^examples\/[^/]+\/README\.md$/.test(path));
    const guides = readGuides().map(({ path }) => path);
    const untested = examples.filter(
      ({ path }) => !guides.includes(path) && !TESTED.some((folder) => path.startsWith(folder)),
    );
    expect(untested.map(({ path }) => path)).toEqual([]);
  });
});

/** Pages that are tables: the spec that holds each row against the product. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'docs/guides/conditions-and-templates.md': 'apps/e2e/src/docs/tables.spec.ts',
};

/** By a folder of e2e or a spec of its own. */
const TESTED = ['examples/clients/', 'examples/connector-echo/'];
