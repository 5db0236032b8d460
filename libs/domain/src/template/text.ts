import type { DocumentCode } from '../codes/document-codes.js';
import { childrenOf, type Json } from '../json.js';
import { err, ok, type Outcome } from '../result-type.js';

/** Bytes of one rendered leaf, and of all params of a command, which has to fit into one record with its continuation. */
export const MAX_LEAF_BYTES = 64 * 1024;
export const MAX_PARAMS_BYTES = 256 * 1024;
/** Characters that rendering one action may produce on the way, so that no template makes an event slow. */
export const MAX_WORK = 16 * MAX_PARAMS_BYTES;
const MAX_NESTING = 64;

/** A {@link RenderError} that does not know its place yet. */
export interface Refusal {
  readonly code: DocumentCode;
  readonly message: string;
}
export const refuse = (code: DocumentCode, message: string) => err<Refusal>({ code, message });
export const tooLarge = (what: string, bytes: number) =>
  refuse('too_large', `${what} has over ${bytes / 1024} KiB when rendered.`);

/** Without encoding texts that fit whatever they hold. */
export const exceedsBytes = (text: string, limit: number): boolean =>
  text.length > limit || (text.length * 3 > limit && new TextEncoder().encode(text).length > limit);

/** A value inside a text: lists and objects as compact JSON, null and what is missing as nothing. */
export function textOf(value: Json | undefined): Outcome<string, Refusal> {
  if (value === undefined || value === null) return ok('');
  if (typeof value === 'string') return ok(value);
  if (typeof value !== 'object' && typeof value !== 'number') return ok(String(value));
  const fault = faultOf(value);
  return fault ? err(fault) : ok(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

/** Why a value cannot be written as JSON again: it nests deeper than the stack, or has a number that JSON cannot hold (1e999). */
export function faultOf(value: Json): Refusal | undefined {
  let level: readonly Json[] = [value];
  for (let depth = 0; depth <= MAX_NESTING; depth += 1) {
    if (level.some((item) => typeof item === 'number' && !Number.isFinite(item))) {
      return { code: 'invalid_value', message: 'A number is too large to be written as JSON.' };
    }
    level = level.flatMap((item) => childrenOf(item).map(([, child]) => child));
    if (level.length === 0) return undefined;
  }
  return { code: 'too_large', message: `A value nests over ${MAX_NESTING} levels deep.` };
}

const QUOTE_LENGTH = 80;

/** A value as messages show it. */
export function quote(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  const json = typeof value === 'object' && faultOf(value) ? 'a value that cannot be shown' : JSON.stringify(value);
  return json.length > QUOTE_LENGTH ? `${json.slice(0, QUOTE_LENGTH)}…` : json;
}
