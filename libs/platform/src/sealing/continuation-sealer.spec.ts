import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Continuation } from '@hookswitch/domain';
import { continuationKeys, generateContinuationKey } from './continuation-keys.js';
import { ContinuationSealer } from './continuation-sealer.js';

const continuation: Continuation = {
  v: 1,
  tenant: 'acme',
  run: 'r1',
  workflow: { id: 'w1', name: 'text-missed-callers', version: 3 },
  event: { id: 'e1', type: 'call.ended', source: '/pbx', subject: 'c1', time: '2026-01-01T00:00:00Z', properties: {} },
  after: 'crm',
  command: 'c-1',
  onFailure: 'stop',
  remaining: [{ id: 'pause', delay: { minutes: 5 } }],
  actions: {},
  steps: { crm: { status: 'succeeded', output: { body: 'canary-output' } } },
  receivedAt: '2026-01-01T00:00:00Z',
};
const binding = { command: 'c-1', run: 'r1', tenant: 'acme' };
const [first, second] = [randomBytes(32), randomBytes(32)];

describe('a continuation', () => {
  it('comes back as it was, and nobody reads it on the way', async () => {
    const sealer = new ContinuationSealer([first]);
    const sealed = await sealer.seal(continuation);
    expect(
      sealed
        .split('.')
        .map((part) => Buffer.from(part, 'base64url').toString('latin1'))
        .join(),
    ).not.toContain('canary');
    expect(await sealer.open(sealed, binding)).toEqual(continuation);
  });

  it.each(['command', 'run', 'tenant'] as const)('does not open for another %s', async (member) => {
    const sealer = new ContinuationSealer([first]);
    expect(await sealer.open(await sealer.seal(continuation), { ...binding, [member]: 'x' })).toBeUndefined();
  });

  it('opens with an older key, and is sealed with the first', async () => {
    const sealed = await new ContinuationSealer([first]).seal(continuation);
    const rotated = new ContinuationSealer([second, first]);
    expect(await rotated.open(sealed, binding)).toEqual(continuation);
    expect(await new ContinuationSealer([second]).open(sealed, binding)).toBeUndefined();
    expect(await new ContinuationSealer([second]).open(await rotated.seal(continuation), binding)).toEqual(
      continuation,
    );
  });

  it('does not open when it was changed, or was never one', async () => {
    const sealer = new ContinuationSealer([first]);
    const parts = (await sealer.seal(continuation)).split('.');
    const body = parts[3] ?? '';
    for (const text of [
      parts.with(3, `${body.startsWith('A') ? 'B' : 'A'}${body.slice(1)}`).join('.'),
      parts.with(0, Buffer.from('{"alg":"dir","enc":"A256GCM","zip":"DEF"}').toString('base64url')).join('.'),
      parts.slice(0, 4).join('.'),
      '',
      'x'.repeat(600 * 1_024),
    ])
      expect(await sealer.open(text, binding)).toBeUndefined();
  });

  it('has at most 512 KiB', async () => {
    const sealer = new ContinuationSealer([first]);
    const big = (chars: number) => ({ ...continuation, steps: { crm: 'x'.repeat(chars) } });
    await expect(sealer.seal(big(600 * 1_024))).rejects.toMatchObject({ code: 'too_large' });
    const largest = await sealer.seal(big(380 * 1_024));
    expect(await sealer.open(largest, binding)).toEqual(big(380 * 1_024));
  });
});

describe('the keys for continuations', () => {
  it('are read from a list, the primary first', () => {
    const [one, two] = [generateContinuationKey(), generateContinuationKey()];
    expect(continuationKeys(`${one}, ${two}`)).toEqual([one, two].map((key) => Buffer.from(key, 'base64url')));
  });

  it.each(['', 'short', `${'A'.repeat(43)},`, `${'A'.repeat(43)},${'A'.repeat(43)}`])('are not %j', (text) => {
    expect(continuationKeys(text)).toBeUndefined();
    expect(() => ContinuationSealer.parse(text)).toThrow('no key');
  });
});
