import { it } from '@jest/globals';

/** A test of what not every machine has: where it is missing, its name says why it was left out. */
export const itWith = (missing: string | undefined) => (name: string, run: () => Promise<void> | void, ms?: number) =>
  missing === undefined ? it(name, run, ms) : it.skip(`${name}: ${missing}`, run);
