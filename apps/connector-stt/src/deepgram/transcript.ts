import { isJsonArray, isJsonObject, type Json, type JsonObject } from '@hookswitch/domain';
import { meanConfidence } from '../segments.js';
import type { Segment, Transcription } from '../transcription.js';

export interface Heard {
  /** BCP-47; what counts where Deepgram was not to find out. */
  readonly language: string;
  readonly model: string;
  /** Of the file, where that is known. */
  readonly durationSeconds: number | undefined;
}

interface Channel {
  readonly transcript: string;
  readonly confidence: number | undefined;
  readonly language: string | undefined;
}

/** Segments are Deepgram's utterances. Undefined when there are no channels in the answer; silence has them, and an empty text. */
export function toTranscription(
  answer: JsonObject,
  { language, model, durationSeconds }: Heard,
): Transcription | undefined {
  const { metadata, results } = answer;
  if (results === undefined || !isJsonObject(results) || !isJsonArray(results.channels ?? null)) return undefined;
  const channels = listOf(results.channels).map(readChannel);
  if (channels.length === 0) return undefined;
  const segments = listOf(results.utterances)
    .flatMap((entry) => readUtterance(entry, channels.length > 1))
    .toSorted((a, b) => a.start - b.start || (a.channel ?? 0) - (b.channel ?? 0));
  const apart = channels.length > 1 && segments.length > 0;
  const seconds = metadata !== undefined && isJsonObject(metadata) ? numberOf(metadata.duration) : undefined;
  const duration = seconds ?? durationSeconds;
  return {
    transcript: (apart ? segments.map(({ text }) => text) : channels.map(({ transcript }) => transcript))
      .join(' ')
      .trim(),
    confidence: meanConfidence(segments) ?? meanConfidence(channels.map(asPart)) ?? null,
    segments,
    language: mostHeard(channels) ?? language,
    model,
    provider: 'deepgram',
    durationSeconds: duration === undefined ? null : round(duration, 3),
  };
}

function readChannel(channel: JsonObject): Channel {
  const [best = {}] = listOf(channel.alternatives);
  return {
    transcript: typeof best.transcript === 'string' ? best.transcript.trim() : '',
    confidence: numberOf(best.confidence),
    language: typeof channel.detected_language === 'string' ? channel.detected_language : undefined,
  };
}

/** Deepgram counts channels and speakers from 0; a channel's number is ours, from 1, a speaker's label is Deepgram's. */
function readUtterance(utterance: JsonObject, hasChannels: boolean): readonly Segment[] {
  const [start, end, channel] = [utterance.start, utterance.end, utterance.channel].map(numberOf);
  const text = typeof utterance.transcript === 'string' ? utterance.transcript.trim() : '';
  if (start === undefined || end === undefined || text === '') return [];
  const [speaker, confidence] = [numberOf(utterance.speaker), numberOf(utterance.confidence)];
  return [
    {
      start: round(start, 3),
      end: round(end, 3),
      text,
      ...(hasChannels && channel !== undefined && { channel: channel + 1 }),
      ...(speaker !== undefined && { speaker: String(speaker) }),
      ...(confidence !== undefined && { confidence: round(confidence, 4) }),
    },
  ];
}

const asPart = ({ transcript, confidence }: Channel) => ({
  text: transcript,
  ...(confidence !== undefined && { confidence }),
});

/** Of the channel in which most is said. */
const mostHeard = (channels: readonly Channel[]): string | undefined =>
  channels
    .filter(({ language }) => language !== undefined)
    .toSorted((a, b) => b.transcript.length - a.transcript.length)
    .at(0)?.language;

const listOf = (value: Json | undefined): readonly JsonObject[] =>
  value !== undefined && isJsonArray(value) ? value.filter((entry) => isJsonObject(entry)) : [];
const numberOf = (value: Json | undefined): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
const round = (value: number, digits: number): number => Number(value.toFixed(digits));
