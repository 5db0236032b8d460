import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';
import type { Rewrite } from './rewrite.js';

/**
 * Loaded into a service with `--import`, before its own code: changes the text of compiled modules on their way in, so that a build with a
 * known mistake, or one that dies at a known place, runs without a hook in the product. A text that is not there any more ends the process.
 */
const { E2E_REWRITES = '[]' } = process.env;
const rewrites = JSON.parse(E2E_REWRITES) as readonly Rewrite[];
const STDERR = 2;

/** For texts that are put in: says that the place was reached, and ends the process as a power cut would. */
Object.assign(globalThis, {
  dieAt(place: string) {
    writeSync(STDERR, `fired ${place}\n`);
    process.kill(process.pid, 'SIGKILL');
  },
});

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const own = rewrites.filter(({ module }) => url.endsWith(`/${module}`));
    if (own.length === 0) return loaded;
    return { ...loaded, source: own.reduce(rewritten, textOf(loaded.source)) };
  },
});

function rewritten(source: string, { module, find, replace }: Rewrite): string {
  if (source.split(find).length !== 2)
    throw new Error(`${module} does not hold exactly once what is to be replaced: ${find}`);
  writeSync(STDERR, `rewritten ${module}\n`);
  return source.replace(find, () => replace);
}

function textOf(source: string | ArrayBuffer | NodeJS.ArrayBufferView | null | undefined): string {
  if (typeof source === 'string') return source;
  if (!source) throw new Error('the module has no text');
  return new TextDecoder().decode(source);
}
