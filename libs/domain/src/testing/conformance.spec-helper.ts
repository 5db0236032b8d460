import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, JsonObject } from '../json.js';
import type { Scope } from '../template/types.js';

export interface ConformanceFile<Case> {
  readonly description: string;
  readonly scope: JsonObject;
  readonly cases: readonly Case[];
}
/** What a case may say about the event and the run; the rest is the file's. */
export interface ScopedCase {
  readonly name: string;
  readonly properties?: Json;
  readonly scope?: JsonObject;
}

/** All files of one folder below `conformance`, by name. */
export function conformance<Case>(folder: string): readonly (readonly [string, ConformanceFile<Case>])[] {
  const path = join(import.meta.dirname, '../../conformance', folder);
  return readdirSync(path).map((file) => [
    file.replace('.json', ''),
    JSON.parse(readFileSync(join(path, file), 'utf8')) as ConformanceFile<Case>,
  ]);
}

/** One row per case, for `it.each`: its name and itself with the scope it is decided in. */
export const rows = <Case extends ScopedCase>(file: ConformanceFile<Case>): [string, Case & { readonly in: Scope }][] =>
  file.cases.map((each) => [each.name, { ...each, in: scopeOf(file.scope, each) }]);

function scopeOf(shared: JsonObject, { properties = {}, scope = {} }: ScopedCase): Scope {
  const event = { ...(shared.event as JsonObject), properties };
  return { ...shared, event, ...scope } as unknown as Scope;
}
