import { keepResults } from './results-file.js';
import { CHECKS, Suite } from './suite.js';
import type { ConformanceTarget } from './target.js';

/** Of any test framework: those of Jest and Vitest, or `describe`, `it` and `after` of `node:test`. */
export interface TestFramework {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => Promise<void>) => unknown;
  readonly afterAll: (body: () => Promise<void>) => unknown;
}

/**
 * What every connector keeps, whatever its provider: call it in a test file of the connector. The checks of the group `host` run the real
 * host on a real Postgres: that of `DATABASE_URL`, else one from npm.
 */
export function conformance(target: ConformanceTarget, { describe, it, afterAll }: TestFramework): void {
  const { connector, variant, results } = target;
  const suite = new Suite(target);
  describe(`connector ${connector.manifest.type}${variant === undefined ? '' : ` (${variant})`} conforms:`, () => {
    afterAll(() => suite.close());
    for (const check of CHECKS) {
      if (suite.whyNot(check) === undefined) it(`${check.id}: ${check.title}`, () => suite.run(check));
    }
    if (results !== undefined)
      it('its results are those of its file', () => keepResults(target, suite.results(), results));
  });
}
