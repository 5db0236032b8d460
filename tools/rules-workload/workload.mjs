import { event } from './event.mjs';
import { FAMILIES } from './families.mjs';
import { random } from './random.mjs';
import { padded } from './vocabulary.mjs';

export const DEFAULT_SEED = 20_260_101;
const SALTS = Object.fromEntries(Object.keys(FAMILIES).map((family, index) => [family, index + 1]));

/** A smaller set is always a prefix of a larger one. */
export function rules(family, count, seed = DEFAULT_SEED) {
  const r = random(seed * 31 + SALTS[family] * 7_919);
  return Array.from({ length: count }, (_, index) => ({ id: `r${padded(index, 7)}`, ...FAMILIES[family](r, index) }));
}

export function events(count, seed = DEFAULT_SEED) {
  const r = random(seed);
  return Array.from({ length: count }, (_, index) => event(r, index));
}
