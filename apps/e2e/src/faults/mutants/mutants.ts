import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, type ServiceProcess } from '../../harness/service-process.js';

/** A change of one compiled module; `find` must be in it exactly once. */
export interface Rewrite {
  /** Path below the repository. */
  readonly module: string;
  readonly find: string;
  readonly replace: string;
}

const LOADER = join(ROOT, 'apps', 'e2e', 'dist', 'faults', 'mutants', 'rewrite-loader.js');

/** The order that reliability depends on, turned round: C3 before C2, with time in between for a crash. */
export const COMMIT_BEFORE_CLAIM: Rewrite = {
  module: 'libs/platform/dist/host/intake.js',
  find: 'const claimed = await this.parts.ledger.claim(batch.partition, commands);',
  replace: `await batch.commit((batch.records.at(-1)?.offset ?? 0) + 1);
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        const claimed = await this.parts.ledger.claim(batch.partition, commands);`,
};

/** Environment of a service that is to run with the change. */
export const mutated = (rewrite: Rewrite): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--disable-warning=TimeoutNegativeWarning --import ${pathToFileURL(LOADER).href}`,
  E2E_REWRITE: JSON.stringify(rewrite),
});

export const isMutated = (service: ServiceProcess, { module }: Rewrite): boolean =>
  service.log().includes(`rewritten ${module}\n`);
