import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { standaloneKeys } from './keys.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('makes keys once and keeps them where only their owner can read them', async () => {
  const made = await standaloneKeys(folder, ['http', 'sms'], undefined);
  expect(await standaloneKeys(folder, ['http', 'sms'], undefined)).toEqual(made);
  expect(made.rings.http).not.toBe(made.rings.sms);
  expect(readFileSync(join(folder, 'admin-key'), 'utf8')).toBe(`${made.adminKey}\n`);
  expect(readdirSync(join(folder, 'keys')).sort()).toEqual(['ring-http.json', 'ring-sms.json', 'rules']);
  for (const file of ['admin-key', 'keys/rules', 'keys/ring-http.json', 'keys/ring-sms.json'])
    expect([file, statSync(join(folder, file)).mode & 0o777]).toEqual([file, 0o600]);
});

it("takes the operator's own admin key and writes none", async () => {
  expect((await standaloneKeys(folder, [], 'hks_own')).adminKey).toBe('hks_own');
  expect(readdirSync(folder)).toEqual(['keys']);
});
