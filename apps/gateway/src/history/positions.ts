import type { Page, PageRequest } from '@hookswitch/persistence';

/** Positions of lists that go by time: `<time>|<id>`. */
export const positionOf = (at: string, id: string): string => `${at}|${id}`;

/** One more than asked for, to see whether there is a next page. */
export function pageAfter({ limit, after }: PageRequest): Page {
  if (after === undefined) return { limit: limit + 1 };
  const bar = after.indexOf('|');
  return { limit: limit + 1, after: { at: after.slice(0, bar), id: after.slice(bar + 1) } };
}

/** Cuts the row too many off and says where the next page begins. */
export function cut<T>(rows: readonly T[], limit: number, position: (row: T) => string) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, next: position(last) } : { items };
}
