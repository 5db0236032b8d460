import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { GrowingFile } from './growing-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hookswitch-growing-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('reads what came since the last look, and a line only when it is whole', () => {
  const path = join(folder, 'lines');
  writeFileSync(path, '{"n":1}\n{"n":');
  const file = new GrowingFile<{ n: number }>(path);
  expect(file.read()).toEqual([{ n: 1 }]);
  appendFileSync(path, '2}\n');
  expect(file.read()).toEqual([{ n: 1 }, { n: 2 }]);
  expect(file.read()).toEqual([{ n: 1 }, { n: 2 }]);
});

it('does not break a character that comes in two pieces, nor lines longer than a piece', () => {
  const path = join(folder, 'lines');
  const long = 'é'.repeat(700_000);
  const bytes = Buffer.from(`{"text":"${long}"}\n{"text":"ü"}\n`);
  const cut = bytes.lastIndexOf('ü') + 1;
  writeFileSync(path, bytes.subarray(0, cut));
  const file = new GrowingFile<{ text: string }>(path);
  expect(file.read()).toEqual([{ text: long }]);
  appendFileSync(path, bytes.subarray(cut));
  expect(file.read().at(-1)).toEqual({ text: 'ü' });
});
