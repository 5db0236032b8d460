import type { Json } from '@hookswitch/domain';

/** Whose rows a transaction sees; nothing else is visible in it. */
export interface TenantContext {
  readonly tenant: string;
}

/** Who does it, for the audit. */
export interface Actor {
  /** `key:<id>`, `session:<subject>` or `system`. */
  readonly name: string;
  /** Client address. */
  readonly address?: string;
}

export interface WriteContext extends TenantContext {
  readonly actor: Actor;
}

/** A write that is done at most once per tenant and key within 24 hours. */
export interface Once<T> {
  readonly key: string;
  /** Of everything that makes the request what it is; must not let secrets be guessed. */
  readonly requestHash: string;
  /** What is remembered of the answer: nothing secret. */
  readonly store: (answer: T) => Json;
  readonly restore: (stored: Json) => T;
}

/** One page of a list; `after` of the next page is the position of the last item. */
export interface PageRequest {
  readonly limit: number;
  readonly after?: string;
}
export interface ListPage<T> {
  readonly items: readonly T[];
  /** Position to go on from; absent on the last page. */
  readonly next?: string;
}

/** Cuts a list that was read with one row too many. */
export function pageOf<T>(rows: readonly T[], limit: number, position: (row: T) => string): ListPage<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, next: position(last) } : { items };
}
