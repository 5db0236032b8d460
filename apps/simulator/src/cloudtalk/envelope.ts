import type { SimAnswer } from '../http/provider.js';

export const envelope = (status: number, responseData: object): SimAnswer => ({ status, body: { responseData } });

export const failure = (
  status: number,
  message: string,
  data?: Readonly<Record<string, readonly string[]>>,
): SimAnswer => envelope(status, { status, message, ...(data === undefined ? {} : { data }) });

/** One page of a list. */
export function page(items: readonly object[], query: URLSearchParams): SimAnswer {
  const limit = Math.max(1, Number(query.get('limit') ?? 50) || 50);
  const number = Math.max(1, Number(query.get('page') ?? 1) || 1);
  return envelope(200, {
    itemsCount: items.length,
    pageCount: Math.ceil(items.length / limit),
    pageNumber: number,
    limit,
    data: items.slice((number - 1) * limit, number * limit),
  });
}
