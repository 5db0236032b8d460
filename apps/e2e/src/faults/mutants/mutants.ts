import type { Rewrite } from './rewrite.js';

/** The order that reliability depends on, turned round: C3 before C2, and the process dies in between. */
export const COMMIT_BEFORE_CLAIM: Rewrite = {
  module: 'libs/platform/dist/host/intake.js',
  find: 'const claimed = await this.parts.ledger.claim(batch.partition, commands);',
  replace: `await batch.commit((batch.records.at(-1)?.offset ?? 0) + 1);
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        const claimed = await this.parts.ledger.claim(batch.partition, commands);`,
};
