import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from '../harness/service-process.js';
import { npm, PACKAGES } from './build-plug-in.js';

interface Package {
  readonly name: string;
  readonly version: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const packageOf = (name: string): Package =>
  JSON.parse(readFileSync(join(ROOT, 'libs', name, 'package.json'), 'utf8')) as Package;
const SPEC = /\.(spec|spec-helper|contract)\.ts$/;
const IMPORT = /^(?:(?:import|export)\b[^;]*?\bfrom|\} from|import) '(?<name>[^'.][^']*)'/gm;

/** Packages that the shipped sources import. */
function importedBy(name: string): readonly string[] {
  const folder = join(ROOT, 'libs', name, 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const texts = files
    .filter((file) => file.endsWith('.ts') && !SPEC.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
  const found = texts.flatMap((text) => [...text.matchAll(IMPORT)].map(({ groups }) => groups?.name ?? ''));
  const outside = found.filter((each) => !isBuiltin(each));
  return [
    ...new Set(
      outside.map((each) =>
        each
          .split('/')
          .slice(0, each.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
    ),
  ].sort();
}

describe.each(PACKAGES)('the package %s, for whoever installs it', (name) => {
  const own = packageOf(name);
  const { dependencies = {} } = own;

  it('names every package that it imports, and each at one version', () => {
    expect(importedBy(name).filter((each) => !(each in dependencies))).toEqual([]);
    expect(Object.values(dependencies).filter((version) => !/^\d+\.\d+\.\d+[\w.-]*$/.test(version))).toEqual([]);
  });

  it('needs packages of this project that are packed with it, at their version', () => {
    for (const [each, version] of Object.entries(dependencies)) {
      const sibling = PACKAGES.find((other) => each === `@hookswitch/${other}`);
      expect([each, each.startsWith('@hookswitch/')]).toEqual([each, sibling !== undefined]);
      if (sibling !== undefined) expect([each, version]).toEqual([each, packageOf(sibling).version]);
    }
  });

  it('has types for every entry, and says which Node it runs on', () => {
    for (const entry of Object.values(own.exports)) {
      expect(Object.keys(entry).slice(-2)).toEqual(['types', 'default']);
      expect(entry.types).toBe(entry.default?.replace(/\.js$/, '.d.ts'));
    }
    expect(own.engines).toEqual({ node: '24.x' });
  });
});

it('none of them carries a spec, or leaves an entry out', async () => {
  const said = await npm(
    ROOT,
    'pack',
    '--dry-run',
    '--json',
    '--ignore-scripts',
    ...PACKAGES.flatMap((name) => ['-w', `libs/${name}`]),
  );
  const packed = JSON.parse(said) as readonly {
    readonly name: string;
    readonly files: readonly { readonly path: string }[];
  }[];
  expect(packed.map(({ name }) => name).sort()).toEqual(PACKAGES.map((name) => `@hookswitch/${name}`).sort());
  for (const { name, files } of packed) {
    const paths = files.map(({ path }) => path);
    expect(paths.filter((path) => /\.(spec|spec-helper|contract)\.(d\.)?[jt]s|\.tsbuildinfo$/.test(path))).toEqual([]);
    const { exports } = packageOf(name.replace('@hookswitch/', ''));
    const entries = Object.values(exports).flatMap((entry) =>
      Object.values(entry).map((path) => path.replace('./', '')),
    );
    expect({ name, missing: entries.filter((path) => !paths.includes(path)) }).toEqual({ name, missing: [] });
  }
});
