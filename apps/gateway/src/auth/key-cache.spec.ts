import { describe, expect, it } from '@jest/globals';
import type { StoredKey } from '@hookswitch/persistence';
import { FailureLimiter } from './failure-limiter.js';
import { KeyCache } from './key-cache.js';

const key = (id: string, more: Partial<StoredKey> = {}): StoredKey => ({
  ...{ tenant: 'acme', id, name: id, hash: '', scopes: [], createdBy: 'x', createdAt: new Date(0) },
  ...more,
});

function world() {
  let now = 0;
  let asked = 0;
  let answer: () => Promise<StoredKey | undefined> = () => Promise.resolve(key('a'));
  const cache = new KeyCache(
    () => {
      asked += 1;
      return answer();
    },
    () => now,
  );
  return {
    cache,
    asked: () => asked,
    pass: (ms: number) => (now += ms),
    answer: (next: typeof answer) => (answer = next),
  };
}

describe('KeyCache', () => {
  it('asks once for many requests at the same time, and again after five seconds', async () => {
    const { cache, asked, pass } = world();
    await Promise.all([cache.find('a'), cache.find('a'), cache.find('a')]);
    pass(4_999);
    await cache.find('a');
    expect(asked()).toBe(1);
    pass(2);
    await cache.find('a');
    expect(asked()).toBe(2);
  });

  it('sees a revocation within ten seconds', async () => {
    const { cache, pass, answer } = world();
    await cache.find('a');
    answer(() => Promise.resolve(key('a', { revokedAt: new Date(0) })));
    pass(10_000);
    expect(await cache.find('a')).toHaveProperty('revokedAt');
  });

  it('goes on for a minute with a key that it knows while the database is away, and never with an unknown one', async () => {
    const { cache, pass, answer } = world();
    await cache.find('a');
    answer(() => Promise.reject(new Error('away')));
    pass(59_000);
    expect(await cache.find('a')).toMatchObject({ id: 'a' });
    await expect(cache.find('b')).rejects.toThrow('away');
    pass(2_000);
    await expect(cache.find('a')).rejects.toThrow('away');
  });

  it('forgets what was revoked here at once', async () => {
    const { cache, asked } = world();
    await cache.find('a');
    cache.forget('a');
    await cache.find('a');
    expect(asked()).toBe(2);
  });
});

describe('FailureLimiter', () => {
  it('lets ten failures a minute pass and counts each address for itself', () => {
    let now = 0;
    const limiter = new FailureLimiter(() => now);
    for (let n = 0; n < 9; n += 1) limiter.failed('a');
    expect(limiter.waitSeconds('a')).toBe(0);
    limiter.failed('a');
    now = 15_000;
    expect(limiter.waitSeconds('a')).toBe(45);
    expect(limiter.waitSeconds('b')).toBe(0);
    now = 60_000;
    expect(limiter.waitSeconds('a')).toBe(0);
    limiter.failed('a');
    expect(limiter.waitSeconds('a')).toBe(0);
  });
  it('does not grow with the number of addresses', () => {
    const limiter = new FailureLimiter(() => 0);
    for (let n = 0; n < 10_000; n += 1) limiter.failed('first');
    for (let n = 0; n < 20_000; n += 1) limiter.failed(`a${n}`);
    expect(limiter.waitSeconds('first')).toBe(0);
  });
});
