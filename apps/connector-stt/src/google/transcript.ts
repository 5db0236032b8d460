import { cutSegments, meanConfidence } from '../segments.js';
import type { Transcription } from '../transcription.js';
import type { SpeechResult } from './results.js';
import { spokenWords } from './spoken-words.js';

/** Languages written without blanks between words. */
const WITHOUT_BLANKS = ['ja', 'zh', 'cmn', 'yue', 'wuu', 'th', 'lo', 'km', 'my'];

export interface TranscriptContext {
  /** Those that were asked for, the likeliest first. */
  readonly languages: readonly string[];
  readonly model: string;
  readonly durationSeconds: number | null;
}

/** Segments in the order of speaking, and the text that they make together. Silence has no results and an empty text. */
export function toTranscription(
  results: readonly SpeechResult[],
  { languages, model, durationSeconds }: TranscriptContext,
): Transcription {
  const language = recognised(results, languages);
  const glue = WITHOUT_BLANKS.includes(language.split('-')[0]?.toLowerCase() ?? '') ? '' : ' ';
  const segments = cutSegments(spokenWords(results), glue);
  return {
    transcript: segments.map(({ text }) => text).join(glue),
    confidence: meanConfidence(segments) ?? null,
    segments,
    language,
    model,
    provider: 'google',
    durationSeconds: durationSeconds === null ? null : Number(durationSeconds.toFixed(3)),
  };
}

/** The language of most of the text, spelled as it was asked for; Google answers in small letters, or shorter. */
function recognised(results: readonly SpeechResult[], languages: readonly string[]): string {
  const letters = new Map<string, number>();
  for (const { language, transcript } of results) {
    if (language !== undefined) letters.set(language, (letters.get(language) ?? 0) + transcript.length);
  }
  const [most] = [...letters].toSorted(([, a], [, b]) => b - a);
  if (most === undefined) return languages[0] ?? '';
  const [found] = most;
  return languages.find((language) => language.toLowerCase() === found.toLowerCase()) ?? canonical(found);
}

function canonical(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? language;
  } catch {
    return language;
  }
}
