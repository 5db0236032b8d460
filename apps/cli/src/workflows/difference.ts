import type { Json, JsonObject } from '@hookswitch/domain';
import { isJsonArray, isJsonObject } from '@hookswitch/domain';
import { structuredPatch } from 'diff';
import { stringify } from 'yaml';
import type { Paint } from '../paint.js';
import { visible } from '../table.js';

/** Names in the order in which people write them; the others follow by the alphabet. The store keeps none. */
const ORDER = [
  ...[
    'apiVersion',
    'kind',
    'metadata',
    'name',
    'labels',
    'spec',
    'description',
    'enabled',
    'trigger',
    'events',
    'publishes',
  ],
  ...[
    'conditions',
    'steps',
    'id',
    'condition',
    'delay',
    'action',
    'connection',
    'all',
    'any',
    'not',
    'field',
    'operator',
  ],
  ...['caseSensitive', 'key', 'value', 'format', 'secret', 'params', 'endpoint', 'method', 'headers', 'values', 'body'],
  ...['sender', 'recipient', 'channel', 'text', 'onFailure', 'expiresAfter', 'delivery', 'retry', 'timeout'],
];
const RANKS: ReadonlyMap<string, number> = new Map(ORDER.map((name, rank) => [name, rank]));

/**
 * A document as a file says it: the same document gives the same text, whatever order its members came in. What older readers of
 * YAML take for something else (`yes`, `012`) is in quotes.
 */
export const yamlOf = (document: JsonObject): string =>
  stringify(inOrder(document), { lineWidth: 0, aliasDuplicateObjects: false, compat: 'yaml-1.1' });

function inOrder(value: Json): Json {
  if (isJsonArray(value)) return value.map(inOrder);
  if (!isJsonObject(value)) return value;
  const rank = (name: string) => RANKS.get(name) ?? ORDER.length;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => rank(one) - rank(other) || (one < other ? -1 : 1))
      .map(([name, child]) => [name, inOrder(child)]),
  );
}

const CONTEXT = 3;

/** Lines that go (`-`), come (`+`) and stand around them (` `), `…` for those in between. */
export function difference(before: JsonObject | undefined, after: JsonObject | undefined): readonly string[] {
  const [old, next] = [before, after].map((document) => (document === undefined ? '' : yamlOf(document)));
  const { hunks } = structuredPatch('', '', old ?? '', next ?? '', '', '', { context: CONTEXT });
  return hunks.flatMap(({ lines, oldStart }, index) => [
    ...(index > 0 || oldStart > 1 ? ['…'] : []),
    ...lines.filter((line) => !line.startsWith('\\')),
  ]);
}

export const paintedDifference = (lines: readonly string[], paint: Paint): readonly string[] =>
  lines.map((line) => {
    const text = `    ${visible(line.replaceAll('\t', '→'))}`;
    if (line.startsWith('+')) return paint('green', text);
    return line.startsWith('-') ? paint('red', text) : paint('dim', text);
  });
