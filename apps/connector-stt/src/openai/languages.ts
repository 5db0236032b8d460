/** Languages whose code in ISO 639-1 is not the first part of their BCP-47 tag. */
const CODES: Readonly<Record<string, string>> = { nb: 'no', fil: 'tl' };
/** Whisper's words that are not the English names in Unicode's tables. */
const WORDS: Readonly<Record<string, string>> = {
  castilian: 'es',
  flemish: 'nl',
  haitian: 'ht',
  letzeburgesch: 'lb',
  mandarin: 'zh',
  moldavian: 'ro',
  moldovan: 'ro',
  myanmar: 'my',
  nynorsk: 'nn',
  panjabi: 'pa',
  pushto: 'ps',
  sinhalese: 'si',
  tagalog: 'tl',
  valencian: 'ca',
};
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'.match(/./g) ?? [];

/** The code that OpenAI takes for a BCP-47 tag. A language without one of two letters keeps its own, which some servers know. */
export function codeOf(tag: string): string {
  const [primary = ''] = canonical(tag).toLowerCase().split('-');
  return CODES[primary] ?? primary;
}

/** The code of a language that a model names by an English word, or by its code already; undefined: not a known word. */
export function codeOfWord(word: string): string | undefined {
  const name = word.trim().toLowerCase();
  return /^[a-z]{2,3}$/.test(name) ? name : (WORDS[name] ?? namesOfLanguages().get(name));
}

let names: ReadonlyMap<string, string> | undefined;

function namesOfLanguages(): ReadonlyMap<string, string> {
  if (names) return names;
  const english = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
  const codes = [...LETTERS.flatMap((a) => LETTERS.map((b) => a + b)), 'haw', 'yue'];
  // Withdrawn codes (`iw`, `in`) have the names of those that replaced them.
  names = new Map(
    codes.flatMap((code) => {
      const name = english.of(code)?.toLowerCase();
      return name === undefined ? [] : [[name, codeOf(code)] as const];
    }),
  );
  return names;
}

function canonical(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? tag;
  } catch {
    return tag;
  }
}
