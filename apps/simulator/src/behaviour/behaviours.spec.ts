import { describe, expect, it } from '@jest/globals';
import { parseBehaviours, type Behaviour } from './behaviour.js';
import { Behaviours } from './behaviours.js';

const post = { method: 'POST', url: '/chat.postMessage', body: Buffer.from('hello') };
const withOne = (behaviour: Behaviour, random?: () => number) => {
  const behaviours = new Behaviours(random);
  behaviours.set('slack', [behaviour]);
  return behaviours;
};

describe('parseBehaviours', () => {
  it('takes one or a list, and nothing as good behaviour', () => {
    expect(parseBehaviours({ status: 503 })).toEqual({ ok: true, value: [{ status: 503 }] });
    expect(parseBehaviours([{ hang: true, times: 1 }, { drip: 5 }])).toMatchObject({ ok: true });
    expect(parseBehaviours({})).toEqual({ ok: true, value: [] });
  });

  it('names every field that is wrong, at its place', () => {
    const parsed = parseBehaviours([{ stats: 1 }, { status: 99, probability: 2, match: { verb: 'x' } }, 7]);
    expect(parsed.ok ? [] : parsed.problems.map(({ pointer }) => pointer)).toEqual([
      '/0/stats',
      '/1/status',
      '/1/probability',
      '/1/match/verb',
      '/2',
    ]);
  });
});

describe('Behaviours', () => {
  it('stops after as many times as it was told', () => {
    const behaviours = withOne({ status: 500, times: 2 });
    expect([1, 2, 3].map(() => behaviours.take('slack', post)?.status)).toEqual([500, 500, undefined]);
    expect(behaviours.of('slack')).toEqual([]);
  });

  it('fits by method, path, body and key, all together', () => {
    const behaviours = withOne({
      status: 500,
      match: { method: 'post', path: 'chat.', body: 'ell', idempotencyKey: 'k1' },
    });
    expect(behaviours.take('slack', post)).toBeUndefined();
    expect(behaviours.take('slack', { ...post, idempotencyKey: 'k1', method: 'GET' })).toBeUndefined();
    expect(behaviours.take('slack', { ...post, idempotencyKey: 'k1' })).toBeDefined();
  });

  it('leaves other providers alone', () => {
    expect(withOne({ status: 500 }).take('crm', post)).toBeUndefined();
  });

  it('happens with the probability it was given', () => {
    expect(withOne({ status: 500, probability: 0.5 }, () => 0.49).take('slack', post)).toBeDefined();
    expect(withOne({ status: 500, probability: 0.5 }, () => 0.5).take('slack', post)).toBeUndefined();
  });

  it('only resets before a body that has not been read, and resets nothing later', () => {
    const behaviours = withOne({ reset: 'before' });
    expect(behaviours.take('slack', post)).toBeUndefined();
    expect(behaviours.take('slack', { method: 'POST', url: '/' })).toBeDefined();
    expect(withOne({ reset: 'after' }).take('slack', { method: 'POST', url: '/' })).toBeUndefined();
  });
});
