import { describe, expect, it } from '@jest/globals';
import type { Json } from '@hookswitch/domain';
import { capOutput, jsonBytes } from './cap-output.js';

describe('capping an output', () => {
  it('leaves one that fits as it is, at the limit too', () => {
    const output = { a: 'x'.repeat(10) };
    expect(capOutput(output, jsonBytes(output))).toBe(output);
    expect(capOutput(output, jsonBytes(output) - 1)).toMatchObject({ truncated: true });
  });

  it('keeps small members beside a huge one, in their order', () => {
    const capped = capOutput({ body: 'x'.repeat(100_000), status: 200, headers: { a: 'b' } }, 1_000);
    expect(Object.keys(capped as object)).toEqual(['body', 'status', 'headers', 'truncated']);
    expect(capped).toMatchObject({ status: 200, headers: { a: 'b' }, truncated: true });
    expect(jsonBytes(capped)).toBeLessThanOrEqual(1_000);
    expect(jsonBytes(capped)).toBeGreaterThan(900);
  });

  it.each<[string, Json]>([
    ['text', 'ü"\\\n'.repeat(10_000)],
    ['an array', Array.from({ length: 10_000 }, (_, index) => index)],
    ['an array of objects', { segments: Array.from({ length: 5_000 }, (_, index) => ({ index, text: 'hello' })) }],
    ['surrogate pairs', { text: '😀'.repeat(10_000) }],
    ['many members', Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`member ${index}`, index]))],
  ])('cuts %s to the limit, whatever the limit is', (_, output) => {
    for (const limit of [20, 21, 22, 23, 50, 999, 1_000, 1_001]) {
      const capped = capOutput(output, limit);
      expect(jsonBytes(capped)).toBeLessThanOrEqual(limit);
      expect(capped).toMatchObject({ truncated: true });
    }
  });

  it('puts what is no object into value', () => {
    expect(capOutput('x'.repeat(1_000), 100)).toMatchObject({ value: expect.stringMatching(/^x+$/), truncated: true });
  });
});
