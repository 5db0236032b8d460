import type { Json } from '../json.js';
import type { Path } from '../path.js';

/** Paths that the placeholders at or below a value read, `['steps', 'crm', 'output']`; a broken template reads none. */
export function templatePaths(_value: Json | undefined): readonly Path[] {
  return [];
}
