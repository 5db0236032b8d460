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

/** `results` for the audio: one sentence per five seconds and channel; none where it is silent. */
export function transcribe({ audio, seconds, language, perChannel, words }: Recognition): readonly object[] {
  if (audio.kind === 'wav' && audio.silent) return [];
  const channels = perChannel && audio.kind === 'wav' ? audio.channels : 1;
  const count = Math.max(1, Math.floor(seconds / SECONDS_PER_SENTENCE));
  return Array.from({ length: count }, (_, index) => index).flatMap((index) =>
    Array.from({ length: channels }, (_, channel) => {
      const sentence = SENTENCES[(index + channel) % SENTENCES.length] ?? '';
      const start = index * SECONDS_PER_SENTENCE;
      const end = Math.min(seconds, start + SECONDS_PER_SENTENCE);
      // Google puts a blank in front of all but the first.
      const transcript = index === 0 ? sentence : ` ${sentence}`;
      return {
        alternatives: [
          { transcript, confidence: CONFIDENCE, ...(words ? { words: spread(sentence, start, end) } : {}) },
        ],
        ...(channels > 1 ? { channelTag: channel + 1 } : {}),
        resultEndTime: `${end.toFixed(3)}s`,
        languageCode: language.toLowerCase(),
      };
    }),
  );
}

/** Google bills whole stretches of 15 seconds. */
export const billed = (seconds: number): string => `${Math.max(1, Math.ceil(seconds / 15)) * 15}s`;

function spread(sentence: string, start: number, end: number): readonly object[] {
  const all = sentence.split(' ');
  const each = (end - start) / all.length;
  return all.map((word, index) => ({
    startTime: `${(start + index * each).toFixed(3)}s`,
    endTime: `${(start + (index + 1) * each).toFixed(3)}s`,
    word,
    confidence: CONFIDENCE,
  }));
}
