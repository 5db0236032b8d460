import { lookup, parsePath } from '../path.js';
import type { JsonObject } from '../json.js';
import type { KeyPart } from '../manifest.js';

/** A rendered value can be long; two that differ only beyond this share a limit. */
const MAX_PART = 256;
const HOST = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]+)/i;

interface KeySource {
  readonly tenant: string;
  readonly connection: string | undefined;
  /** Rendered, secrets as placeholders; or as written where rendering failed: the host of a URL is literal either way. */
  readonly params: JsonObject;
}

/** Key of a command's record, and of its rate limit: `tenant|part|…`. What is missing counts as ''. */
export function partitionKey(parts: readonly KeyPart[], source: KeySource): string {
  return [source.tenant, ...parts.map((part) => keyPart(part, source).slice(0, MAX_PART))].join('|');
}

function keyPart(part: KeyPart, { connection, params }: KeySource): string {
  if (part.from === 'connection') return connection ?? '';
  const value = lookup(params, parsePath(part.name) ?? [part.name]);
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
  return part.from === 'param' ? text : (HOST.exec(text)?.[1] ?? '').toLowerCase();
}
