import { expect, it } from '@jest/globals';
import { changedLimits, limitsOf } from './limits.js';

const limit = { default: 7, min: 0, max: 9, description: '' };
const limits = { doors: limit, windows: limit, chimneys: limit };

it('has what was set, and the release’s for the others', () => {
  expect(limitsOf(limits, { doors: 3 })).toEqual({ doors: 3, windows: 7, chimneys: 7 });
  expect(limitsOf(limits)).toEqual({ doors: 7, windows: 7, chimneys: 7 });
});

it('keeps what is not in a change, and takes one back for null', () => {
  const change = { doors: null, windows: 5, chimneys: undefined };
  expect(changedLimits(limits, { doors: 3, chimneys: 9 }, change)).toEqual({ chimneys: 9, windows: 5 });
});
