import type { Route } from '../http/route-table.js';
import type { Scope } from './scopes.js';

/**
 * Who may call a route: a scope, any valid credential (`authenticated`), everybody (`public`: the route has its own way to tell
 * callers apart, or nothing to hide), or who has a URL of it that one of our services signed (`signed`: the route checks that).
 */
export type Access = Scope | 'authenticated' | 'public' | 'signed';

/** Whether a route asks for an API key. */
export const needsKey = (access: Access | undefined): boolean => access !== 'public' && access !== 'signed';

/** Method and path as the API describes them: `'POST /v1/workflows/{id}:enable': 'workflows:publish'`. Each feature has one. */
export type AccessTable = Readonly<Record<string, Access>>;

/** One table out of those of all features. A route that is served without an entry, or an entry without a route, ends the start. */
export class AccessRules {
  private readonly table: ReadonlyMap<string, Access>;

  constructor(tables: readonly AccessTable[]) {
    const entries = tables.flatMap((table) => Object.entries(table));
    this.table = new Map(entries);
    if (this.table.size !== entries.length) throw new Error('two features declare access to the same route');
  }

  of({ method, path }: Route): Access | undefined {
    return this.table.get(`${method} ${path}`);
  }

  /** What is wrong, as sentences. */
  check(routes: readonly Route[]): readonly string[] {
    const served = new Set(routes.map(({ method, path }) => `${method} ${path}`));
    const open = [...served].filter((route) => !this.table.has(route)).map((route) => `${route} declares no scope`);
    const unserved = [...this.table.keys()].filter((route) => !served.has(route));
    return [...open, ...unserved.map((route) => `${route} has a scope but is not served`)];
  }
}
