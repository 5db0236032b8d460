import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CommandError } from '@hookswitch/domain';
import { Attention, type NeedsAttention } from './attention.js';

const REF = 'acme|connection|main';
const revoked: CommandError = { code: 'token_revoked', message: 'revoked', class: 'config' };

describe('connections that need attention', () => {
  const revisions = new Map<string, number>();
  let published: (readonly [string, NeedsAttention | undefined])[] = [];
  let attention: Attention;
  beforeEach(() => {
    revisions.clear();
    revisions.set(REF, 4);
    published = [];
    attention = new Attention({
      type: 'sms',
      revision: (ref) => revisions.get(ref) ?? 0,
      publish: (ref, record) => published.push([ref, record]),
    });
  });
  const raise = (ref = REF, revision = 4) => attention.raise(ref, revision, revoked, '2026-01-01T00:00:00.000Z');

  it('are told once and then wait', () => {
    raise();
    raise();
    expect(attention.broken).toEqual([REF]);
    expect(published).toMatchObject([
      [
        REF,
        { kind: 'needs_attention', tenant: 'acme', connector: 'sms', connection: 'main', revision: 4, error: revoked },
      ],
    ]);
  });

  it('do not when a call failed with a revision that is past', () => {
    raise(REF, 3);
    expect(attention.broken).toEqual([]);
    expect(published).toEqual([]);
  });

  it('go on once they change, also by disappearing or coming back', () => {
    raise();
    expect(attention.recheck(REF)).toBe(false);
    revisions.set(REF, 5);
    expect(attention.recheck(REF)).toBe(true);
    expect(attention.broken).toEqual([]);
    expect(published.at(-1)).toEqual([REF, undefined]);
    raise('acme|connection|missing', 0);
    revisions.set('acme|connection|missing', 1);
    expect(attention.recheck('acme|connection|missing')).toBe(true);
  });

  it('are known to every process that reads the status topic', () => {
    attention.heard({
      kind: 'needs_attention',
      tenant: 'acme',
      connector: 'sms',
      connection: 'main',
      error: revoked,
      at: '',
      revision: 4,
    });
    raise();
    expect(attention.broken).toEqual([REF]);
    expect(published).toEqual([]);
    expect(attention.settled(REF)).toBe(true);
    expect(attention.settled(REF)).toBe(false);
  });

  it('that have changed since are not held back by old news', () => {
    attention.heard({
      kind: 'needs_attention',
      tenant: 'acme',
      connector: 'sms',
      connection: 'main',
      error: revoked,
      at: '',
      revision: 3,
    });
    expect(attention.broken).toEqual([]);
    expect(published).toEqual([[REF, undefined]]);
  });

  it('name a loose secret apart from a connection', () => {
    raise('acme|secret|token', 0);
    const record = published[0]?.[1];
    expect(record).toMatchObject({ connection: 'secrets.token', tenant: 'acme' });
    attention.settled('acme|secret|token');
    if (record) attention.heard(record);
    expect(attention.broken).toEqual(['acme|secret|token']);
  });

  it('settle by hand when a test shows that they work', () => {
    raise();
    expect(attention.clear(REF)).toBe(true);
    expect(published.at(-1)).toEqual([REF, undefined]);
  });
});
