import { isAlias, isMap, isNode, isScalar, isSeq, type Document, type Node } from 'yaml';
import type { Place, Source } from './source.js';

type Parsed = Document.Parsed;

/** Where the value at a JSON pointer was written; what is missing is missing in what surrounds it. With `key`, where its name was. */
export function placeOf(document: Parsed, source: Source, pointer: string, { key = false } = {}): Place {
  const tokens = pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  let here: unknown = document.contents;
  let offset = startOf(here) ?? document.range[0];
  for (const [index, token] of tokens.entries()) {
    const found = below(resolved(here, document), token, key && index === tokens.length - 1);
    if (!found) break;
    offset = found.offset ?? offset;
    here = found.value;
  }
  return source.place(offset);
}

interface Found {
  readonly value: unknown;
  readonly offset?: number | undefined;
}

function below(here: unknown, token: string, wantsKey: boolean): Found | undefined {
  if (isSeq(here)) {
    const value = here.items[Number(token)];
    return value === undefined ? undefined : { value, offset: startOf(value) };
  }
  if (!isMap(here)) return undefined;
  const pair = here.items.find(({ key }) => String(isScalar(key) ? key.value : key) === token);
  if (!pair) return undefined;
  const { key, value } = pair;
  // The name says more than the line below it, where a block begins.
  const name = wantsKey || !isScalar(value) || value.value === null ? startOf(key) : undefined;
  return { value, offset: name ?? startOf(value) };
}

/** What an alias stands for. */
const resolved = (node: unknown, document: Parsed): unknown => (isAlias(node) ? node.resolve(document) : node);

const startOf = (node: unknown): number | undefined => (isNode(node) ? (node as Node).range?.[0] : undefined);
