import type { Recognition } from './recognition-config.js';

/** What every simulated caller says, over and over. */
export const SENTENCES = [
  'Good morning, where is my order?',
  'I paid twenty euro on Monday and nothing has arrived.',
  'Let me look that up for you.',
  'It left the warehouse yesterday.',
  'Thank you, goodbye.',
] as const;
const SECONDS_PER_SENTENCE = 5;
const CONFIDENCE = 0.93;

interface Sentence {
  readonly text: string;
  /** From 0. */
  readonly index: number;
  readonly channel: number | undefined;
  readonly start: number;
  readonly end: number;
  readonly speaker: number;
}

/** What is said: one sentence per five seconds and channel, by two people in turn; nothing where it is silent. */
function sentences({ audio, seconds, perChannel }: Recognition): readonly Sentence[] {
  if (audio.kind === 'wav' && audio.silent) return [];
  const channels = perChannel && audio.kind === 'wav' ? audio.channels : 1;
  const count = Math.max(1, Math.floor(seconds / SECONDS_PER_SENTENCE));
  return Array.from({ length: count }, (_, index) => index).flatMap((index) =>
    Array.from({ length: channels }, (_, channel) => ({
      text: SENTENCES[(index + channel) % SENTENCES.length] ?? '',
      index,
      channel: channels > 1 ? channel + 1 : undefined,
      start: index * SECONDS_PER_SENTENCE,
      end: Math.min(seconds, (index + 1) * SECONDS_PER_SENTENCE),
      speaker: (index % 2) + 1,
    })),
  );
}

/** `results` of v1: with speakers, a last one repeats all words with their labels. */
export function transcribeV1(recognition: Recognition): readonly object[] {
  const said = sentences(recognition);
  const { words, speakers, language } = recognition;
  const results = said.map((sentence) => ({
    alternatives: [
      {
        // Google puts a blank in front of all but the first.
        transcript: sentence.index === 0 ? sentence.text : ` ${sentence.text}`,
        confidence: CONFIDENCE,
        ...(words ? { words: wordsOf(sentence).map((word) => v1Word(word)) } : {}),
      },
    ],
    ...(sentence.channel === undefined ? {} : { channelTag: sentence.channel }),
    resultEndTime: duration(sentence.end),
    languageCode: language,
  }));
  if (!speakers || said.length === 0) return results;
  const all = said.flatMap((sentence) => wordsOf(sentence).map((word) => v1Word(word, sentence.speaker)));
  return [...results, { alternatives: [{ words: all }], languageCode: language }];
}

/** `results` of v2: with speakers, each repeats the words before it. */
export function transcribeV2(recognition: Recognition): readonly object[] {
  const said = sentences(recognition);
  const { words, speakers, language } = recognition;
  return said.map((sentence, at) => ({
    alternatives: [
      {
        transcript: sentence.text,
        confidence: CONFIDENCE,
        ...(words || speakers
          ? { words: (speakers ? said.slice(0, at + 1) : [sentence]).flatMap((each) => v2Words(each, speakers)) }
          : {}),
      },
    ],
    ...(sentence.channel === undefined ? {} : { channelTag: sentence.channel }),
    resultEndOffset: duration(sentence.end),
    languageCode: language,
  }));
}

/** Google bills whole stretches of 15 seconds. */
export const billed = (seconds: number): string => `${Math.max(1, Math.ceil(seconds / 15)) * 15}s`;

interface Word {
  readonly word: string;
  readonly start: string;
  readonly end: string;
}

function wordsOf({ text, start, end }: Sentence): readonly Word[] {
  const all = text.split(' ');
  const each = (end - start) / all.length;
  return all.map((word, index) => ({
    word,
    start: duration(start + index * each),
    end: duration(start + (index + 1) * each),
  }));
}

const v1Word = ({ word, start, end }: Word, speaker?: number) => ({
  startTime: start,
  endTime: end,
  word,
  confidence: CONFIDENCE,
  ...(speaker === undefined ? {} : { speakerTag: speaker, speakerLabel: String(speaker) }),
});

const v2Words = (sentence: Sentence, speakers: boolean) =>
  wordsOf(sentence).map(({ word, start, end }) => ({
    startOffset: start,
    endOffset: end,
    word,
    confidence: CONFIDENCE,
    ...(speakers ? { speakerLabel: String(sentence.speaker) } : {}),
  }));

const duration = (seconds: number): string => `${seconds.toFixed(3)}s`;
