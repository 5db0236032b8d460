import type { CelParsed, CelRefusal } from './cel/syntax.js';
import type { Outcome } from './result-type.js';

/** Instructions of an RE2 program: repetitions multiply them, and each character of a text may meet them all. */
export const MAX_PATTERN_SIZE = 1_000;

/**
 * What planning needs from outside and the domain does not import: hashing, RE2, the grammar of CEL, time zones and phone metadata.
 * Every function is pure: the same arguments always give the same answer. The platform library provides them.
 */
export interface Engines {
  /** SHA-1 digest (20 bytes), used for UUIDv5 only. */
  sha1(bytes: Uint8Array): Uint8Array;
  /** Compiles an RE2 pattern; undefined when it is not one, or has over {@link MAX_PATTERN_SIZE} instructions. The matcher finds the pattern anywhere in the text. */
  compilePattern(pattern: string, options: { readonly caseSensitive: boolean }): PatternMatcher | undefined;
  /**
   * Reads a CEL expression with the variables {@link CEL_VARIABLES} and checks its types, as far as they are known before there is an
   * event. Decides nothing; refuses what has over {@link MAX_CEL_NODES} nodes or nests over {@link MAX_CEL_DEPTH} levels deep.
   */
  parseCel(text: string): Outcome<CelParsed, CelRefusal>;
  /** Wall-clock time of an instant in an IANA time zone; undefined when the zone is unknown. */
  localTime(epochMs: number, zone: string): LocalTime | undefined;
  readonly phone: PhoneEngine;
}

export type PatternMatcher = (text: string) => boolean;

export interface LocalTime {
  readonly year: number;
  /** 1–12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 1 = Monday … 7 = Sunday (ISO 8601). */
  readonly weekday: number;
  /** Minutes east of UTC at that instant. */
  readonly offsetMinutes: number;
}

export interface PhoneEngine {
  /**
   * Text to E.164; undefined when it is not a possible number. National text is read as of that country, an ISO 3166 code in capitals;
   * international text (with +) whatever the country, as long as there is one.
   */
  toE164(text: string, country: string): string | undefined;
  /** ISO 3166 country of an E.164 number; undefined when it cannot be told. */
  countryOf(e164: string): string | undefined;
}
