import { registerHooks } from 'node:module';
import type { Rewrite } from './mutants.js';

/**
 * Loaded into a service with `--import`, before its own code: changes the text of one compiled module on its way in, so that a build with a
 * known mistake runs without a hook in the product. A text that is not there any more ends the process.
 */
const { E2E_REWRITE = '' } = process.env;
const { module, find, replace } = JSON.parse(E2E_REWRITE) as Rewrite;

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(`/${module}`)) return loaded;
    const source = textOf(loaded.source);
    if (source.split(find).length !== 2)
      throw new Error(`${module} does not hold exactly once what is to be replaced: ${find}`);
    process.stderr.write(`rewritten ${module}\n`);
    return { ...loaded, source: source.replace(find, () => replace) };
  },
});

function textOf(source: string | ArrayBuffer | NodeJS.ArrayBufferView | null | undefined): string {
  if (typeof source === 'string') return source;
  if (!source) throw new Error('the module has no text');
  return new TextDecoder().decode(source);
}
