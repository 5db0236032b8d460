import type { Json } from '../json.js';
import { lookup, parsePath, type Path } from '../path.js';
import { readerOf } from '../template/evaluate.js';
import type { Scope } from '../template/types.js';

const FIELD_ROOTS = ['event', 'steps', 'workflow', 'run', 'now'] as const;

/** What a leaf reads: its field, and what the field held before, where the event says so. */
export interface Field {
  readonly path: Path;
  /** Below `event.properties.previous`; absent for fields that have no previous value. */
  readonly previous?: Path;
}

/** undefined: not a path that begins with a root. */
export function parseField(text: Json | undefined): Field | undefined {
  const path = typeof text === 'string' ? parsePath(text) : undefined;
  if (!path || !FIELD_ROOTS.some((root) => root === path[0])) return undefined;
  const [root, part, ...below] = path;
  const hasPrevious = root === 'event' && part === 'properties' && below.length > 0;
  return { path, ...(hasPrevious && { previous: ['event', 'properties', 'previous', ...below] }) };
}

/** {@link readerOf}, and the clock. */
export function fieldReader(path: Path): (scope: Scope) => Json | undefined {
  const [root, ...rest] = path;
  return root === 'now' ? (scope) => lookup(scope.now, rest) : readerOf(path);
}
