import type { Json } from './json.js';

const TRUE = ['true', '1', 'yes', 'on'];

/** The one table of flags, which producers send as text and numbers too: these words in any case are true, everything else is false. */
export const isTrue = (value: Json | undefined): boolean =>
  typeof value !== 'object' && TRUE.includes(String(value).toLowerCase());
