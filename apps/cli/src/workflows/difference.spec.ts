import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '@hookswitch/domain';
import { parse } from 'yaml';
import { painter } from '../paint.js';
import { difference, paintedDifference, yamlOf } from './difference.js';

describe('a document as YAML', () => {
  it('has the order in which people write it, whatever order it came in', () => {
    const document = { spec: { steps: [{ params: { b: 1, a: 2 }, action: 'x', id: 's' }], enabled: true }, kind: 'W' };
    expect(yamlOf(document)).toBe(
      'kind: W\nspec:\n  enabled: true\n  steps:\n    - id: s\n      action: x\n      params:\n        a: 2\n        b: 1\n',
    );
  });

  it('is read as just what it was', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (document) => {
        const written = JSON.parse(JSON.stringify(document)) as JsonObject;
        expect(parse(yamlOf(written), { schema: 'core' })).toEqual(written);
      }),
    );
  });

  it('puts what older readers take for a boolean or a number into quotes', () => {
    expect(yamlOf({ a: 'yes', b: '012', c: 'on' })).toBe('a: "yes"\nb: "012"\nc: "on"\n');
  });
});

describe('a difference', () => {
  it('is empty for the same in another order', () => {
    expect(difference({ a: 1, b: 2 }, { b: 2, a: 1 })).toEqual([]);
  });

  it('shows what goes and comes, three lines around it, and that there is more', () => {
    const document = (value: number): JsonObject => ({ list: [1, 2, 3, 4, 5, value, 7, 8, 9, 10, 11] });
    expect(difference(document(6), document(66))).toEqual([
      '…',
      '   - 3',
      '   - 4',
      '   - 5',
      '-  - 6',
      '+  - 66',
      '   - 7',
      '   - 8',
      '   - 9',
    ]);
  });

  it('is all lines of what is new or gone', () => {
    expect(difference(undefined, { a: 1 })).toEqual(['+a: 1']);
    expect(difference({ a: 1 }, undefined)).toEqual(['-a: 1']);
  });

  it('has colours only where they are wanted, and steers no terminal', () => {
    expect(paintedDifference(['+a', '-\u001b[2J'], painter(false))).toEqual(['    +a', '    -\ufffd[2J']);
    expect(paintedDifference(['+a'], painter(true))[0]).toBe('\u001b[32m    +a\u001b[39m');
  });
});
