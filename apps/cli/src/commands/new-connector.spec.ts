import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { filesFor, TEMPLATE } from '../new-connector/template.js';
import { typed } from '../world.spec-helper.js';

const ROOT = join(import.meta.dirname, '../../../..');
const read = (...path: readonly string[]) => readFileSync(join(...path), 'utf8');
const json = (...path: readonly string[]) => JSON.parse(read(...path)) as Readonly<Record<string, never>>;
type Versions = Readonly<Record<string, string>>;

describe('new-connector', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'new-connector-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('makes a repository that is named throughout', async () => {
    const dir = join(folder, 'fax');
    const { code, out } = await typed(['new-connector', 'acme-fax', '--dir', dir, '--json']);
    const { files } = JSON.parse(out) as { readonly files: readonly string[] };
    expect(code).toBe(0);
    expect(files).toEqual(
      expect.arrayContaining([
        '.gitignore',
        '.dockerignore',
        'Dockerfile',
        'README.md',
        'deploy/values.yaml',
        'package.json',
      ]),
    );
    for (const file of files) expect(read(dir, file)).not.toMatch(/template-?name/i);
    expect(read(dir, 'src/manifest.ts')).toContain("type: 'acme-fax'");
    expect(read(dir, 'src/connector.ts')).toContain('interface AcmeFaxParams');
    expect(Object.keys((parse(read(dir, 'deploy/values.yaml')) as { connectors: object }).connectors)).toEqual([
      'acme-fax',
    ]);
  });

  it.each([
    ['Fax', '"Fax" cannot be a connector'],
    ['9lives', '"9lives" cannot be'],
    ['acme_fax', 'lower-case letters and digits'],
    ['fax-', '"fax-" cannot be'],
    ['../fax', 'words joined by "-"'],
    ['slack', '"slack" is a connector of Hookswitch'],
    ['f'.repeat(41), 'has 41 characters; at most 40'],
  ])('refuses the name %s with a sentence', async (name, sentence) => {
    const dir = join(folder, 'refused');
    const { code, err } = await typed(['new-connector', name, '--dir', dir]);
    expect([code, err]).toEqual([2, expect.stringContaining(sentence)]);
    expect(existsSync(dir)).toBe(false);
  });

  it('leaves a folder alone that holds files', async () => {
    const dir = mkdtempSync(join(folder, 'mine-'));
    writeFileSync(join(dir, 'mine'), 'mine');
    const { code, err } = await typed(['new-connector', 'acme-fax', '--dir', dir]);
    expect([code, err]).toEqual([1, `${dir} holds files already and is left as it is.`]);
    expect(readdirSync(dir)).toEqual(['mine']);
  });

  it('says why a folder cannot be made', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const { code, err } = await typed(['new-connector', 'acme-fax', '--dir', join(file, 'below')]);
    expect([code, err]).toEqual([1, expect.stringContaining('cannot be written (ENOTDIR)')]);
  });
});

describe('the template', () => {
  it('pins what it needs at the versions of this project', () => {
    const { dependencies, devDependencies } = json(TEMPLATE, 'package.json') as Readonly<Record<string, Versions>>;
    const tools = json(ROOT, 'package.json') as Readonly<Record<string, Versions>>;
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      const own = name.replace('@hookswitch/', '');
      const wanted = own === name ? tools.devDependencies?.[name] : json(ROOT, 'libs', own, 'package.json').version;
      expect([name, version]).toEqual([name, wanted]);
    }
  });

  it('builds its image from the bases of ours, as the same user', () => {
    const lines = (text: string) =>
      text.split('\n').filter((line) => /^(ARG|USER|ENTRYPOINT) /.test(line) && !line.endsWith('APP'));
    expect(lines(read(TEMPLATE, 'Dockerfile'))).toEqual(lines(read(ROOT, 'deploy/Dockerfile')));
  });
});

it('the example is what new-connector makes, but for what it does', async () => {
  const own = ['README.md', 'src/manifest.ts', 'src/connector.ts', 'src/conformance.test.ts'];
  const made = (await filesFor('echo')).filter(({ path }) => !own.includes(path));
  const example = join(ROOT, 'examples/connector-echo');
  expect(made.map(({ path }) => [path, read(example, path)])).toEqual(made.map(({ path, text }) => [path, text]));
});
