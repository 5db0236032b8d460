import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readDocuments } from './documents.js';

const yaml = (name: string) => `kind: Workflow\nmetadata: { name: ${name} }\n`;

describe('reading workflow documents', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'apply-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const read = (paths: readonly string[] = [folder], input = '') =>
    readDocuments(paths, {
      env: {},
      print: () => undefined,
      complain: () => undefined,
      readInput: () => Promise.resolve(input),
    });

  it('finds YAML and JSON in a folder to its bottom, several in a file, in a steady order', async () => {
    write('b.yaml', `${yaml('b1')}---\n${yaml('b2')}---\n`);
    write('a/deep/c.yml', yaml('c'));
    write('d.json', '{"metadata":{"name":"d"}}');
    write('notes.md', 'not this');
    const found = await read();
    expect(found.map(({ name, at }) => [name, at.slice(folder.length + 1)])).toEqual([
      ['c', 'a/deep/c.yml:1'],
      ['b1', 'b.yaml:1'],
      ['b2', 'b.yaml:4'],
      ['d', 'd.json:1'],
    ]);
    expect(found[1]?.document).toEqual({ kind: 'Workflow', metadata: { name: 'b1' } });
  });

  it('reads standard input', async () => {
    expect((await read(['-'], yaml('x'))).map(({ name, at }) => [name, at])).toEqual([['x', 'standard input:1']]);
  });

  it.each([
    ['broken YAML', 'a: [1\nb: 2\n', 'malformed_yaml', /f\.yaml:\d: /],
    ['a key twice', 'a: 1\na: 2\n', 'malformed_yaml', /f\.yaml:2: Map keys must be unique/],
    ['a list', '- a\n', 'no_document', /f\.yaml:1: a workflow document is an object/],
    ['no name', 'kind: Workflow\n', 'no_name', /f\.yaml:1: metadata\.name is missing/],
    ['nothing at all', '\n# a comment\n', 'no_documents', /no workflow document/],
  ])('refuses %s and says where', async (_name, text, code, message) => {
    write('f.yaml', text);
    await expect(read()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('refuses two of the same name before anything is sent', async () => {
    write('1.yaml', yaml('x'));
    write('2.yaml', yaml('x'));
    await expect(read()).rejects.toMatchObject({
      code: 'duplicate_name',
      message: expect.stringMatching(/2\.yaml:1 and .*1\.yaml:1/),
    });
  });

  it('refuses a document that would grow without end', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) => `a${n}: &a${n} [${n === 0 ? 'x' : `*a${n - 1},*a${n - 1},*a${n - 1}`}]`,
    );
    write('bomb.yaml', `metadata: { name: x }\n${levels.join('\n')}\n`);
    await expect(read()).rejects.toMatchObject({ code: 'malformed_yaml' });
  });
});
