import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { painter } from '../paint.js';
import { worldOf } from '../world.spec-helper.js';
import { readDocuments } from './documents.js';
import { findingLines } from './finding.js';

const yaml = (name: string) => `kind: Workflow\nmetadata: { name: ${name} }\n`;

describe('reading workflow documents', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'documents-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const read = (paths: readonly string[] = [folder], input = '') => readDocuments(paths, worldOf({ input }));
  const shown = async () =>
    (await read()).findings
      .flatMap((finding) => findingLines(finding, painter(false)))
      .join('\n')
      .replaceAll(`${folder}/`, '');

  it('finds YAML and JSON in a folder to its bottom, several in a file, in a steady order', async () => {
    write('b.yaml', `${yaml('b1')}---\n${yaml('b2')}---\n`);
    write('a/deep/c.yml', yaml('c'));
    write('d.json', '{"metadata":{"name":"d"}}');
    write('notes.md', 'not this');
    const { documents, findings } = await read();
    expect(findings).toEqual([]);
    expect(documents.map(({ name, file, line }) => [name, `${file.slice(folder.length + 1)}:${line}`])).toEqual([
      ['c', 'a/deep/c.yml:1'],
      ['b1', 'b.yaml:1'],
      ['b2', 'b.yaml:4'],
      ['d', 'd.json:1'],
    ]);
    expect(documents[1]?.document).toEqual({ kind: 'Workflow', metadata: { name: 'b1' } });
  });

  it('reads standard input, and a file once that is asked for twice', async () => {
    const { documents } = await read(['-'], yaml('x'));
    expect(documents.map(({ name, file, line }) => [name, file, line])).toEqual([['x', 'standard input', 1]]);
    write('f.yaml', yaml('x'));
    expect((await read([folder, join(folder, 'f.yaml')])).findings).toEqual([]);
  });

  it('reads the values that the gateway reads: long integers stay the text that they were', async () => {
    write('f.yaml', `${yaml('x')}spec: { big: 12345678901234567890, small: 7, yes: true, word: on }\n`);
    expect((await read()).documents[0]?.document).toMatchObject({
      spec: { big: '12345678901234567890', small: 7, yes: true, word: 'on' },
    });
  });

  it.each([
    ['broken YAML', 'a: [1\nb: 2\n', 'malformed_yaml', [2, 1]],
    ['a key twice', 'a: 1\na: 2\n', 'malformed_yaml', [2, 1]],
    ['a tag that nobody knows', 'a: !secret b\n', 'malformed_yaml', [1, 4]],
    ['infinity', 'metadata: { name: x }\na: .inf\n', 'malformed_yaml', [2, 4]],
    ['a list', '- a\n', 'no_document', [1, 1]],
    ['no metadata', 'kind: Workflow\n', 'no_name', [1, 1]],
    ['no name', 'kind: Workflow\nmetadata:\n  labels: { a: b }\n', 'no_name', [2, 1]],
  ])('tells where there is %s', async (_name, text, code, [line, column]) => {
    write('f.yaml', text);
    write('g.yaml', text);
    const { documents, findings } = await read();
    expect(documents).toEqual([]);
    // All files are told about, not the first alone.
    expect(findings).toMatchObject(
      ['f.yaml', 'g.yaml'].map((name) => ({ severity: 'error', code, file: join(folder, name), line, column })),
    );
  });

  it('shows the line and the place in it', async () => {
    write('f.yaml', 'kind: Workflow\nspec: {a: 1, a: 2}\n');
    expect(await shown()).toBe(
      ['f.yaml:2:14: error: Map keys must be unique.', '  2 | spec: {a: 1, a: 2}', '    |              ^'].join('\n'),
    );
  });

  it('never shows a line of broken YAML that may hold a credential', async () => {
    write('f.yaml', 'a: 1\nheaders: {api_key: "canary", x: 1, x: 2}\n');
    expect(await shown()).toBe('f.yaml:2:36: error: Map keys must be unique.');
  });

  it('hides credentials in the lines of a document', async () => {
    const step = `  - { id: a, action: http, params: { headers: [{ key: Authorization, value: "Bearer can\\u0061ry" }] } }`;
    write('f.yaml', `${yaml('x')}spec:\n  steps:\n  ${step}\n`);
    const { documents } = await read();
    const found = documents[0]?.finding({ pointer: '/spec/steps/0/id', code: 'wrong', message: 'Wrong.' });
    expect(found?.excerpt).toMatch(/Authorization, value: •+ /);
    expect(found).toMatchObject({ line: 5, column: 13, workflow: 'x' });
  });

  it('has nothing to say about a folder without documents', async () => {
    write('f.yaml', '\n# a comment\n');
    await expect(read()).rejects.toMatchObject({ code: 'no_documents' });
  });

  it('refuses two of the same name, also in two files', async () => {
    write('1.yaml', yaml('x'));
    write('2.yaml', `${yaml('y')}---\n${yaml('x')}`);
    const { findings } = await read();
    expect(findings).toMatchObject([
      { code: 'duplicate_name', file: join(folder, '2.yaml'), line: 5, column: 19, workflow: 'x' },
    ]);
    expect(findings[0]?.message).toMatch(/1\.yaml:1 has the name x too\.$/);
  });

  it('refuses a document that would grow without end', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) => `a${n}: &a${n} [${n === 0 ? 'x' : `*a${n - 1},*a${n - 1},*a${n - 1}`}]`,
    );
    write('bomb.yaml', `metadata: { name: x }\n${levels.join('\n')}\n`);
    expect((await read()).findings).toMatchObject([{ code: 'malformed_yaml', line: 1 }]);
  });

  it.each([
    ['/spec/steps/1/params/text', {}, [10, 15]],
    ['/spec/steps/1/params', {}, [9, 7]],
    ['/spec/steps/1/params/text', { atKey: true }, [10, 9]],
    ['/spec/steps/1/missing', {}, [7, 7]],
    ['/spec/missing', {}, [4, 1]],
    ['/spec/steps/0/a~1b/c', {}, [6, 26]],
    ['/spec/steps/2/x', {}, [5, 3]],
    ['/spec/nothing', {}, [11, 3]],
    ['', {}, [2, 1]],
  ] as const)('knows where %s %j is', async (pointer, how, [line, column]) => {
    write(
      'f.yaml',
      [
        '# workflows of the call centre',
        'kind: Workflow',
        'metadata: { name: x }',
        'spec:',
        '  steps:',
        '    - &first { a/b: { c: 1 }, x: 2 }',
        '    - id: a',
        '      action: sms',
        '      params:',
        '        text: hello',
        '  nothing:',
      ].join('\n'),
    );
    const { documents } = await read();
    const finding = documents[0]?.finding({ pointer, code: 'c', message: 'm', ...how });
    expect([finding?.line, finding?.column]).toEqual([line, column]);
  });
});
