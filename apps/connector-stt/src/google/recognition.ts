import { failed, misconfigured, type ErrorOutcome } from '@hookswitch/connector-sdk';
import type { protos } from '@google-cloud/speech';
import type { Sound } from '../recording/inspect-recording.js';
import type { SpeechContext } from '../speech-provider.js';

/** Google takes up to about a minute at once; a little less is safe. */
export const SHORT_SECONDS = 55;
/** Of audio: base64 makes it a third larger, and a request may have 10 MB. */
export const SHORT_BYTES = 7 * 1024 * 1024;
export const MAX_SECONDS = 4 * 3600;

const CODEC_NAMES: Readonly<Record<string, string>> = { alaw: 'A-law', gsm: 'GSM 6.10', float: 'floating point' };
const LOWEST_RATE = 8000;
const HIGHEST_RATE = 48_000;

export const isShort = ({ durationSeconds }: Sound, bytes: number): boolean =>
  durationSeconds !== undefined && durationSeconds <= SHORT_SECONDS && bytes <= SHORT_BYTES;

/** What Speech v1 cannot read: A-law and GSM (v2 can), samples that are not 16 bits wide, rates outside 8 to 48 kHz. */
export function refuseSound({ codec, bitsPerSample, sampleRate, durationSeconds }: Sound): ErrorOutcome | undefined {
  const unsupported = (what: string) => failed('unsupported_encoding', `Google Speech v1 cannot read ${what}.`);
  if (codec === 'pcm' && bitsPerSample !== 16) return unsupported(`PCM of ${bitsPerSample ?? 'unknown'} bits`);
  if (codec !== 'pcm' && codec !== 'mulaw' && codec !== 'flac' && codec !== 'opus') {
    return unsupported(`${CODEC_NAMES[codec] ?? 'this kind of'} sound in a WAV file`);
  }
  if (sampleRate < LOWEST_RATE || sampleRate > HIGHEST_RATE) return unsupported(`sound sampled at ${sampleRate} Hz`);
  return (durationSeconds ?? 0) > MAX_SECONDS
    ? failed('recording_too_long', `The recording is longer than ${MAX_SECONDS / 3600} hours.`)
    : undefined;
}

export const noBucket = (): ErrorOutcome =>
  misconfigured(
    'recording_too_long',
    `Recordings over ${SHORT_SECONDS} seconds need a staging bucket, and the connection has none.`,
  );

/** WAV and FLAC say themselves what they are; Opus must be told. Channels are transcribed apart: they are the two parties of a call. */
export function recognitionConfig(
  { language, useEnhanced, model }: SpeechContext,
  { codec, sampleRate, channels }: Sound,
): protos.google.cloud.speech.v1.IRecognitionConfig {
  return {
    languageCode: language,
    model,
    useEnhanced,
    maxAlternatives: 1,
    enableAutomaticPunctuation: true,
    enableWordTimeOffsets: true,
    ...(codec === 'opus' ? { encoding: 'OGG_OPUS' as const, sampleRateHertz: sampleRate } : {}),
    ...(channels > 1 ? { audioChannelCount: channels, enableSeparateRecognitionPerChannel: true } : {}),
  };
}
