import type { Json } from '@hookswitch/domain';

/** A JSON value as text, texts without quotes. */
export const plain = (value: Json | undefined): string =>
  typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
