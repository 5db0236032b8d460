import { describe, expect, it } from '@jest/globals';
import { growth, type Vitals } from './vitals.js';

const seen = (...rssMb: readonly number[]): readonly Vitals[] =>
  rssMb.map((each) => ({ rssMb: each, heapMb: 1, handles: 1 }));

describe('growth', () => {
  it('compares the last third with the middle one, so that warming up does not count', () => {
    expect(growth(seen(50, 60, 100, 100, 100, 100), 'rssMb')).toBe(0);
    expect(growth(seen(50, 60, 100, 100, 150, 150), 'rssMb')).toBe(0.5);
  });

  it('is not known of less than three looks', () => {
    expect(growth(seen(50, 60), 'rssMb')).toBeNaN();
  });
});
