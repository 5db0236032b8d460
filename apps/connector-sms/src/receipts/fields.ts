import { timingSafeEqual } from 'node:crypto';
import type { ReceiptCall } from '@hookswitch/connector-sdk';

/** Of the body; empty when it is no form. */
export function formOf({ body, headers }: Pick<ReceiptCall, 'body' | 'headers'>): URLSearchParams {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');
  return new URLSearchParams(isForm ? body.toString('utf8') : '');
}

/** Without our token. */
export function queryOf({ url }: Pick<ReceiptCall, 'url'>): URLSearchParams {
  const query = new URL(url).searchParams;
  query.delete('t');
  return query;
}

/** In a time that says nothing about where they differ. */
export function sameText(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** With the port of the scheme, and without any: proxies and providers differ in what they leave out. */
export function spellingsOf(url: string): readonly string[] {
  const [, scheme = '', host = '', port, rest = ''] = /^(https?):\/\/([^/?#]*?)(:\d+)?([/?#].*)?$/i.exec(url) ?? [];
  const usual = scheme.toLowerCase() === 'https' ? ':443' : ':80';
  return [url, `${scheme}://${host}${port ?? usual}${rest}`, `${scheme}://${host}${rest}`];
}

/** Of a table of texts, by a name that somebody else chose. */
export const textIn = (table: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
