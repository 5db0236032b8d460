import { SENTENCES } from '../google/transcript.js';
import { inspect } from './inspect.js';

const SECONDS_PER_SENTENCE = 5;
/** Of a file whose length is not looked for. */
const UNKNOWN_SECONDS = 3;

export interface Speech {
  readonly seconds: number;
  readonly channels: number;
  /** In the order of speaking; none where it is silent. */
  readonly sentences: readonly Sentence[];
}

export interface Sentence {
  /** From 0. */
  readonly channel: number;
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** One sentence per five seconds and channel; undefined when it is not sound. `apart`: channels speak for themselves. */
export function hear(bytes: Buffer, apart: boolean): Speech | undefined {
  const audio = inspect(bytes);
  if (audio.kind === 'unknown') return undefined;
  const { seconds, channels, silent } =
    audio.kind === 'wav' ? audio : { seconds: UNKNOWN_SECONDS, channels: 1, silent: false };
  const heard = apart ? channels : 1;
  const count = silent ? 0 : Math.max(1, Math.floor(seconds / SECONDS_PER_SENTENCE));
  const sentences = Array.from({ length: count * heard }, (_, at): Sentence => {
    const [index, channel] = [Math.floor(at / heard), at % heard];
    const start = index * SECONDS_PER_SENTENCE;
    const text = SENTENCES[(index + channel) % SENTENCES.length] ?? '';
    return { channel, start, end: Math.min(seconds, start + SECONDS_PER_SENTENCE), text };
  });
  return { seconds, channels, sentences };
}

export interface SpokenWord {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** A sentence's words, each equally long. */
export function wordsOf({ text, start, end }: Sentence): readonly SpokenWord[] {
  const words = text.split(' ');
  const each = (end - start) / words.length;
  return words.map((word, at) => ({
    word,
    start: Number((start + at * each).toFixed(3)),
    end: Number((start + (at + 1) * each).toFixed(3)),
  }));
}
