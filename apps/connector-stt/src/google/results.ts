import type { protos } from '@google-cloud/speech';

type V1 = protos.google.cloud.speech.v1.ISpeechRecognitionResult;
type V2 = protos.google.cloud.speech.v2.ISpeechRecognitionResult;
type Duration = protos.google.protobuf.IDuration;

/** A stretch of speech as both versions of the API tell it, without what they do not say. */
export interface SpeechResult {
  readonly transcript: string;
  readonly confidence: number | undefined;
  readonly words: readonly SpeechWord[];
  readonly channel: number | undefined;
  /** Seconds. */
  readonly end: number | undefined;
  readonly language: string | undefined;
}

export interface SpeechWord {
  readonly word: string;
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly speaker: string | undefined;
  readonly confidence: number | undefined;
}

export function fromV1({ alternatives, channelTag, resultEndTime, languageCode }: V1): SpeechResult {
  const [best] = alternatives ?? [];
  const words = (best?.words ?? []).map((word) => ({
    word: word.word ?? '',
    start: seconds(word.startTime),
    end: seconds(word.endTime),
    speaker: text(word.speakerLabel) ?? (word.speakerTag ? String(word.speakerTag) : undefined),
    confidence: share(word.confidence),
  }));
  return result(best, words, channelTag, resultEndTime, languageCode);
}

export function fromV2({ alternatives, channelTag, resultEndOffset, languageCode }: V2): SpeechResult {
  const [best] = alternatives ?? [];
  const words = (best?.words ?? []).map((word) => ({
    word: word.word ?? '',
    start: seconds(word.startOffset),
    end: seconds(word.endOffset),
    speaker: text(word.speakerLabel),
    confidence: share(word.confidence),
  }));
  return result(best, words, channelTag, resultEndOffset, languageCode);
}

const result = (
  best: { readonly transcript?: string | null; readonly confidence?: number | null } | undefined,
  words: readonly SpeechWord[],
  channelTag: number | null | undefined,
  end: Duration | null | undefined,
  language: string | null | undefined,
): SpeechResult => ({
  transcript: best?.transcript?.trim() ?? '',
  confidence: share(best?.confidence),
  words,
  channel: channelTag ? channelTag : undefined,
  end: seconds(end),
  language: text(language),
});

/** 0 stands for "not set". */
const share = (value: number | null | undefined): number | undefined => (value ? value : undefined);
const text = (value: string | null | undefined): string | undefined => (value ? value : undefined);

/** An absent field of a duration is 0; an absent duration is not known. */
function seconds(duration: Duration | null | undefined): number | undefined {
  if (duration?.seconds == null && duration?.nanos == null) return undefined;
  return Number(String(duration.seconds ?? 0)) + (duration.nanos ?? 0) / 1e9;
}
