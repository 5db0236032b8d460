import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { continuationKeys, KeyRing, parseApiKey, sealSecret } from '@hookswitch/platform';
import { typed } from '../world.spec-helper.js';

describe('secrets keygen', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'keygen-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const keygen = (...args: readonly string[]) => typed(['secrets', 'keygen', ...args]);
  const modeOf = (file: string) => statSync(file).mode & 0o777;

  it('writes a ring that only its owner can read and prints the thumbprints alone', async () => {
    const file = join(folder, 'ring.jwks');
    const { code, out } = await keygen('--out', file);
    const text = readFileSync(file, 'utf8');
    const ring = KeyRing.parse(text);
    expect([code, modeOf(file)]).toEqual([0, 0o600]);
    for (const thumbprint of ring.thumbprints) expect(out).toContain(thumbprint);
    const [{ d = 'no key' } = {}] = (JSON.parse(text) as { keys: { d?: string }[] }).keys;
    expect(out).not.toContain(d);
  });

  it('leaves a file alone that exists', async () => {
    const file = join(folder, 'mine');
    writeFileSync(file, 'mine');
    const { code, err } = await keygen('--out', file);
    expect([code, err, readFileSync(file, 'utf8')]).toEqual([
      1,
      `${file} exists already and is left as it is.`,
      'mine',
    ]);
  });

  it('puts a new key first when told to add one, and the older key still opens', async () => {
    const file = join(folder, 'rotated.jwks');
    await keygen('--out', file);
    const [old = {}] = KeyRing.parse(readFileSync(file, 'utf8')).publicKeys();
    const binding = { tenant: 'acme', type: 'sms', name: 'main/token' };
    const sealed = await sealSecret(old, binding, 'value');
    const { code, out } = await keygen('--out', file, '--add', '--json');
    const ring = KeyRing.parse(readFileSync(file, 'utf8'));
    expect([code, modeOf(file)]).toEqual([0, 0o600]);
    expect(JSON.parse(out)).toEqual({ file, thumbprints: ring.thumbprints });
    expect(ring.thumbprints).toHaveLength(2);
    expect(ring.thumbprints[1]).toBe(old['kid']);
    expect((await ring.open(sealed, binding)).reveal()).toBe('value');
  });

  it('writes keys for rules, and adds to them', async () => {
    const file = join(folder, 'rules.keys');
    await keygen('--for', 'rules', '--out', file);
    const [first] = continuationKeys(readFileSync(file, 'utf8')) ?? [];
    await keygen('--for', 'rules', '--out', file, '--add');
    const keys = continuationKeys(readFileSync(file, 'utf8'));
    expect(keys).toHaveLength(2);
    expect(keys?.[1]).toEqual(first);
    expect(modeOf(file)).toBe(0o600);
  });

  it('writes a first admin key and does not print it', async () => {
    const file = join(folder, 'admin.key');
    const { out } = await keygen('--for', 'admin', '--out', file);
    const key = parseApiKey(readFileSync(file, 'utf8').trim());
    expect(out).toContain(key?.id);
    expect(out).not.toContain(key?.text);
  });

  it('changes nothing when there is nothing to add to', async () => {
    const file = join(folder, 'other');
    writeFileSync(file, 'not keys');
    for (const whom of ['connector', 'rules']) {
      const { code, err } = await keygen('--for', whom, '--out', file, '--add');
      expect([code, err]).toEqual([1, expect.stringContaining('holds no keys to add to')]);
    }
    expect(readFileSync(file, 'utf8')).toBe('not keys');
    expect((await keygen('--out', join(folder, 'none'), '--add')).err).toContain('cannot be read (ENOENT)');
    expect((await keygen('--out', join(folder, 'no/folder'))).err).toContain('cannot be written (ENOENT)');
    expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([]);
  });
});
