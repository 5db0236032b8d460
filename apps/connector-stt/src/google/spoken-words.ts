import type { Word } from '../segments.js';
import type { SpeechResult, SpeechWord } from './results.js';

/** Words of one or several results, and how the transcript writes them. */
interface Stretch {
  readonly words: readonly Word[];
  readonly tokens: readonly string[];
}

/** The words of a recording, channel by channel. A result whose words have no times is one long word. */
export function spokenWords(results: readonly SpeechResult[]): readonly Word[] {
  const channels = Map.groupBy(results, ({ channel }) => channel);
  return [...channels.values()].flatMap((own) => stretchesOf(own).flatMap(write));
}

function stretchesOf(results: readonly SpeechResult[]): readonly Stretch[] {
  let stretches: readonly Stretch[] = [];
  for (const result of results) {
    const next = toStretch(result, stretches.at(-1)?.words.at(-1)?.end ?? 0);
    if (next.words.length > 0)
      stretches = beginsAnew(next, stretches[0]) ? [merge(stretches, next)] : [...stretches, next];
  }
  return stretches;
}

function toStretch({ transcript, confidence, words, channel, end }: SpeechResult, after: number): Stretch {
  const shared = channel === undefined ? {} : { channel };
  const sure = (own: number | undefined) => (own === undefined ? {} : { confidence: own });
  if (!words.some(({ end: known }) => known !== undefined)) {
    const whole = {
      text: transcript,
      start: after,
      end: Math.max(after, end ?? after),
      ...shared,
      ...sure(confidence),
    };
    return transcript === '' ? { words: [], tokens: [] } : { words: [whole], tokens: [transcript] };
  }
  let here = after;
  const timed = words.map((word): Word => {
    const start = word.start ?? here;
    here = Math.max(start, word.end ?? start);
    const speaker = word.speaker === undefined ? {} : { speaker: word.speaker };
    return { text: reading(word), start, end: here, ...shared, ...speaker, ...sure(word.confidence ?? confidence) };
  });
  return { words: timed, tokens: transcript.split(/\s+/).filter((token) => token !== '') };
}

/** With speaker labels, each result repeats all words from the beginning, the last one with the labels that hold. */
function beginsAnew({ words }: Stretch, first: Stretch | undefined): boolean {
  const [a, z, own] = [first?.words[0], first?.words.at(-1), words[0]];
  return a !== undefined && z !== undefined && own !== undefined && own.start < (a.start + z.end) / 2;
}

/** What is said last holds; how sure Google was it has said before. */
function merge(before: readonly Stretch[], { words, tokens }: Stretch): Stretch {
  const old = before.flatMap((stretch) => stretch.words);
  return {
    words: words.map((word, at) => ({ ...(old.length <= words.length && sureOf(old[at])), ...word })),
    tokens: [...before.flatMap((stretch) => stretch.tokens), ...tokens],
  };
}

const sureOf = (word: Word | undefined) => (word?.confidence === undefined ? {} : { confidence: word.confidence });

/** Words come without punctuation where the transcript has it; it is the better text when both have as many words. */
const write = ({ words, tokens }: Stretch): readonly Word[] =>
  words.length === tokens.length ? words.map((word, at) => ({ ...word, text: tokens[at] ?? word.text })) : words;

/** Japanese words carry how they are read after a bar. */
const reading = ({ word }: SpeechWord): string => word.split('|', 1)[0] ?? word;
