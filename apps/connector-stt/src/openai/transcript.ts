import { isJsonArray, isJsonObject, type Json, type JsonObject } from '@hookswitch/domain';
import type { Segment, Transcription } from '../transcription.js';
import { codeOfWord } from './languages.js';

export interface Asked {
  /** BCP-47; the one that was told, or is the likeliest. */
  readonly language: string;
  /** Whether the model was to find out itself. */
  readonly detects: boolean;
  readonly model: string;
  /** Of the file, where that is known. */
  readonly durationSeconds: number | undefined;
}

/**
 * `json`, `verbose_json` or `diarized_json`. The models do not say how sure they are. Where one gives no times, the whole is one segment.
 * Undefined when there is no text in the answer.
 */
export function toTranscription(answer: JsonObject, asked: Asked): Transcription | undefined {
  if (typeof answer.text !== 'string') return undefined;
  const transcript = answer.text.trim();
  const duration = secondsOf(answer.duration) ?? asked.durationSeconds;
  return {
    transcript,
    confidence: null,
    segments: segmentsOf(answer.segments) ?? wholeOf(transcript, duration),
    language: asked.detects ? (heard(answer) ?? asked.language) : asked.language,
    model: asked.model,
    provider: 'openai-compatible',
    durationSeconds: duration === undefined ? null : round(duration),
  };
}

function segmentsOf(list: Json | undefined): readonly Segment[] | undefined {
  if (list === undefined || !isJsonArray(list)) return undefined;
  return list.flatMap((entry) => {
    if (!isJsonObject(entry) || typeof entry.text !== 'string') return [];
    const [start, end] = [secondsOf(entry.start), secondsOf(entry.end)];
    const text = entry.text.trim();
    if (start === undefined || end === undefined || text === '') return [];
    const { speaker } = entry;
    return [
      { start: round(start), end: round(end), text, ...(typeof speaker === 'string' && speaker !== '' && { speaker }) },
    ];
  });
}

const wholeOf = (text: string, duration: number | undefined): readonly Segment[] =>
  text === '' || duration === undefined ? [] : [{ start: 0, end: round(duration), text }];

/** `language` is a word (`english`) or a code; `languages` a list of codes, the likeliest first. */
function heard({ language, languages }: JsonObject): string | undefined {
  if (typeof language === 'string' && language !== '') return codeOfWord(language) ?? language;
  const [first] = languages !== undefined && isJsonArray(languages) ? languages : [];
  const code = first !== undefined && isJsonObject(first) ? first.code : first;
  return typeof code === 'string' && code !== '' ? code : undefined;
}

/** Some servers write numbers as text. */
function secondsOf(value: Json | undefined): number | undefined {
  const seconds = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}

const round = (seconds: number): number => Number(seconds.toFixed(3));
