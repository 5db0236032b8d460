import type { Segment } from './transcription.js';

/** A word as a provider heard it; times in seconds. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** From 1; absent where channels were not told apart. */
  readonly channel?: number;
  readonly speaker?: string;
  /** 0 to 1. */
  readonly confidence?: number;
}

/** A silence that ends a segment, in seconds. */
const PAUSE = 1;
/** A segment is not longer, however breathlessly somebody speaks where nothing is punctuated. */
const LONGEST = 30;
const SENTENCE_END = /[.?!…。?!।؟]["'”’»)\]]*$/u;
/** `e.g.`, `J.`: a stop that ends a word. */
const SHORT_FORM = /^\p{L}(\.\p{L})*\.$/u;
const LOWER_CASE = /^\p{Ll}/u;

/**
 * Puts words together to what a reader takes for sentences: a segment ends with its speaker, after a sentence, before a pause of a second and
 * after half a minute. Each channel is cut by itself; segments come in the order in which they begin. Words of a channel must be in order.
 * `glue` stands between words: a blank, or nothing where the language has none.
 */
export function cutSegments(words: readonly Word[], glue: string): readonly Segment[] {
  const channels = Map.groupBy(words, ({ channel }) => channel);
  const segments = [...channels.values()].flatMap((spoken) => cut(spoken).map((part) => join(part, glue)));
  return segments.toSorted((a, b) => a.start - b.start || (a.channel ?? 0) - (b.channel ?? 0));
}

function cut(words: readonly Word[]): readonly (readonly Word[])[] {
  const parts: Word[][] = [];
  for (const word of words) {
    const open = parts.at(-1);
    if (open === undefined || endsBefore(open, word)) parts.push([word]);
    else open.push(word);
  }
  return parts;
}

function endsBefore(open: readonly Word[], next: Word): boolean {
  const [first, last] = [open[0], open.at(-1)];
  if (first === undefined || last === undefined) return false;
  if (last.speaker !== next.speaker || next.start - last.end >= PAUSE || next.end - first.start > LONGEST) return true;
  if (!SENTENCE_END.test(last.text)) return false;
  return !last.text.endsWith('.') || !(SHORT_FORM.test(last.text) || LOWER_CASE.test(next.text));
}

function join(words: readonly Word[], glue: string): Segment {
  const [first] = words;
  const confidence = meanConfidence(words);
  return {
    start: round(first?.start ?? 0, 3),
    end: round(
      words.reduce((latest, { end }) => Math.max(latest, end), 0),
      3,
    ),
    text: words.map(({ text }) => text).join(glue),
    ...(first?.channel === undefined ? {} : { channel: first.channel }),
    ...(first?.speaker === undefined ? {} : { speaker: first.speaker }),
    ...(confidence === undefined ? {} : { confidence }),
  };
}

/** Of texts whose confidence is known; longer ones count for more. Four digits. */
export function meanConfidence(
  parts: readonly { readonly text: string; readonly confidence?: number }[],
): number | undefined {
  const known = parts.filter(({ confidence }) => confidence !== undefined);
  const letters = known.reduce((sum, { text }) => sum + text.length, 0);
  if (letters === 0) return undefined;
  return round(known.reduce((sum, { text, confidence = 0 }) => sum + confidence * text.length, 0) / letters, 4);
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
