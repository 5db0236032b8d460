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

/** Environment of a service that is to run with the changes. */
export const rewriting = (...rewrites: readonly Rewrite[]): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--disable-warning=TimeoutNegativeWarning --import ${pathToFileURL(LOADER).href}`,
  E2E_REWRITES: JSON.stringify(rewrites),
});

/** Whether the service, once in its life, has loaded the changed module. */
export const isRewritten = (service: ServiceProcess, { module }: Rewrite): boolean =>
  service.log().includes(`rewritten ${module}\n`);
