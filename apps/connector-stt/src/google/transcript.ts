import type { protos } from '@google-cloud/speech';
import type { Segment, Transcription } from '../transcription.js';

type Result = protos.google.cloud.speech.v1.ISpeechRecognitionResult;
type Duration = protos.google.protobuf.IDuration;

/** Languages written without blanks between words. */
const WITHOUT_BLANKS = ['ja', 'zh', 'cmn', 'yue', 'wuu', 'th', 'lo', 'km', 'my'];

export interface TranscriptContext {
  readonly language: string;
  readonly model: string;
  readonly durationSeconds: number | null;
}

/** Joins the first alternatives in order; with several channels, in the order of speaking. Silence has no results and an empty text. */
export function toTranscription(results: readonly Result[], context: TranscriptContext): Transcription {
  const segments = toSegments(results);
  const glue = WITHOUT_BLANKS.includes(context.language.split('-')[0]?.toLowerCase() ?? '') ? '' : ' ';
  return {
    transcript: segments.map(({ text }) => text).join(glue),
    confidence: overall(segments),
    segments,
    language: context.language,
    model: context.model,
    provider: 'google',
    durationSeconds: context.durationSeconds === null ? null : round(context.durationSeconds, 3),
  };
}

function toSegments(results: readonly Result[]): readonly Segment[] {
  const ends = new Map<number, number>();
  const segments = results.flatMap((result): Segment[] => {
    const [best] = result.alternatives ?? [];
    const text = best?.transcript?.trim() ?? '';
    if (text === '') return [];
    const channel = result.channelTag ?? 0;
    const words = best?.words ?? [];
    const start = seconds(words[0]?.startTime) ?? ends.get(channel) ?? 0;
    const end = seconds(words.at(-1)?.endTime) ?? seconds(result.resultEndTime) ?? start;
    ends.set(channel, end);
    const confidence = best?.confidence ?? 0;
    return [
      {
        start: round(start, 3),
        end: round(end, 3),
        text,
        ...(channel > 0 ? { channel } : {}),
        // 0 stands for "not set".
        ...(confidence > 0 ? { confidence: round(confidence, 4) } : {}),
      },
    ];
  });
  return segments.some(({ channel }) => channel !== undefined)
    ? segments.toSorted((a, b) => a.start - b.start)
    : segments;
}

/** Longer stretches count for more. */
function overall(segments: readonly Segment[]): number | null {
  const known = segments.filter(({ confidence }) => confidence !== undefined);
  const letters = known.reduce((sum, { text }) => sum + text.length, 0);
  if (letters === 0) return null;
  return round(known.reduce((sum, { text, confidence = 0 }) => sum + confidence * text.length, 0) / letters, 4);
}

function seconds(duration: Duration | null | undefined): number | undefined {
  if (duration?.seconds == null && duration?.nanos == null) return undefined;
  return Number(String(duration.seconds ?? 0)) + (duration.nanos ?? 0) / 1e9;
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
