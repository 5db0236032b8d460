import type { ActionOutcome } from '@hookswitch/connector-sdk';
import type { JsonObject } from '@hookswitch/domain';

export interface Segment {
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** From 1; absent where channels were not told apart. */
  readonly channel?: number;
  /** The provider's own label; absent where voices were not told apart. */
  readonly speaker?: string;
  readonly confidence?: number;
}

export interface Transcription {
  readonly transcript: string;
  /** 0 to 1, four digits. */
  readonly confidence: number | null;
  readonly segments: readonly Segment[];
  /** The one that was heard, where several were possible. */
  readonly language: string;
  readonly model: string;
  readonly provider: string;
  readonly durationSeconds: number | null;
  /** What of the action had no effect with this provider; absent: nothing. Told in the output, not in the event. */
  readonly notes?: readonly string[];
}

/** Of text in an event; the rest of its 256 KiB is for the call's fields. */
export const MAX_EVENT_TEXT_BYTES = 200 * 1024;
const MAX_EVENT_BYTES = 240 * 1024;
const MAX_CALL_FIELDS_BYTES = 32 * 1024;
/** A result takes 512 KiB of output. */
const MAX_OUTPUT_BYTES = 480 * 1024;
const MAX_OUTPUT_TEXT_BYTES = 400 * 1024;

const CALL_FIELDS = [
  'call_uuid',
  'call_id',
  'internal_number',
  'external_number',
  'direction',
  'recording_url',
  'agent',
  'contacts',
];

/** Output and event of a finished transcription; `properties` are the fields of the event that the command carries. */
export function succeeded(transcription: Transcription, properties: JsonObject): ActionOutcome {
  const event = { type: 'transcription.created', data: toEvent(transcription, properties) };
  return { kind: 'succeeded', output: toOutput(transcription), events: [event] };
}

export function toOutput(transcription: Transcription): JsonObject {
  const { segments, ...rest } = transcription;
  const transcript = cutAtWord(rest.transcript, MAX_OUTPUT_TEXT_BYTES);
  const whole: JsonObject = {
    ...rest,
    transcript,
    segments: asJson(segments),
    truncated: transcript !== rest.transcript,
  };
  return bytesOf(whole) <= MAX_OUTPUT_BYTES ? whole : { ...whole, segments: [], truncated: true };
}

/** Segments are the first to go, then the text is cut at a word. */
export function toEvent(transcription: Transcription, properties: JsonObject): JsonObject {
  const { segments, notes: _notes, ...rest } = transcription;
  const transcript = cutAtWord(rest.transcript, MAX_EVENT_TEXT_BYTES);
  const data: JsonObject = {
    ...rest,
    transcript,
    truncated: transcript !== rest.transcript,
    ...callFields(properties),
  };
  const withSegments: JsonObject = { ...data, segments: asJson(segments) };
  return bytesOf(withSegments) <= MAX_EVENT_BYTES ? withSegments : data;
}

/** The text itself, or its beginning up to the end of a word, in at most `maxBytes` of UTF-8. */
export function cutAtWord(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  // Ends on a whole character: bytes of one that was cut decode to U+FFFD, which is dropped.
  const cut = Buffer.from(text)
    .subarray(0, maxBytes)
    .toString('utf8')
    .replace(/\ufffd+$/, '');
  const end = text[cut.length] === ' ' ? cut.length : cut.lastIndexOf(' ');
  return (end > 0 ? cut.slice(0, end) : cut).trimEnd();
}

/** What identifies the call comes first; a field that would make them too large together is left out. */
function callFields(properties: JsonObject): JsonObject {
  let left = MAX_CALL_FIELDS_BYTES;
  const fields = CALL_FIELDS.flatMap((name) => {
    const value = properties[name];
    if (value === undefined) return [];
    left -= bytesOf(value);
    return left >= 0 ? [[name, value] as const] : [];
  });
  return Object.fromEntries(fields);
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
const asJson = (segments: readonly Segment[]): readonly JsonObject[] => segments.map((segment) => ({ ...segment }));
