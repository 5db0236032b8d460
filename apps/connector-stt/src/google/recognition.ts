import { failed, misconfigured, type ErrorOutcome } from '@hookswitch/connector-sdk';
import type { Sound } from '../recording/inspect-recording.js';
import { tooLong } from '../recording/too-long.js';
import type { SttSettings } from '../settings.js';

/** Google takes up to about a minute at once; a little less is safe. */
export const SHORT_SECONDS = 55;
/** Of audio: base64 makes it a third larger, and a request may have 10 MB. */
export const SHORT_BYTES = 7 * 1024 * 1024;

const CODEC_NAMES: Readonly<Record<Sound['codec'], string>> = {
  pcm: 'PCM',
  float: 'floating point sound in a WAV file',
  mulaw: 'mu-law',
  alaw: 'A-law sound in a WAV file',
  gsm: 'GSM 6.10 sound in a WAV file',
  other: 'this kind of sound in a WAV file',
  flac: 'FLAC',
  opus: 'Opus',
  mp3: 'MP3',
  mp4: 'MP4',
  ogg: 'Ogg other than Opus',
  webm: 'WebM',
  amr: 'AMR',
};
const CODECS: Readonly<Record<SttSettings['apiVersion'], readonly Sound['codec'][]>> = {
  v1: ['pcm', 'mulaw', 'flac', 'opus'],
  v2: ['pcm', 'mulaw', 'alaw', 'flac', 'opus', 'mp3', 'mp4', 'webm', 'amr'],
};
const LOWEST_RATE = 8000;
const HIGHEST_RATE = 48_000;

export const isShort = ({ durationSeconds }: Sound, bytes: number): boolean =>
  durationSeconds !== undefined && durationSeconds <= SHORT_SECONDS && bytes <= SHORT_BYTES;

/** What a version cannot read: kinds of sound that it does not know, samples that are not 16 bits wide, rates outside 8 to 48 kHz. */
export function refuseSound(
  { codec, bitsPerSample, sampleRate = LOWEST_RATE, durationSeconds }: Sound,
  { apiVersion }: Pick<SttSettings, 'apiVersion'>,
): ErrorOutcome | undefined {
  const unsupported = (what: string) =>
    failed('unsupported_encoding', `Google Speech ${apiVersion} cannot read ${what}.`);
  if (!CODECS[apiVersion].includes(codec)) return unsupported(CODEC_NAMES[codec]);
  if (codec === 'pcm' && bitsPerSample !== 16) return unsupported(`PCM of ${bitsPerSample ?? 'unknown'} bits`);
  if (sampleRate < LOWEST_RATE || sampleRate > HIGHEST_RATE) return unsupported(`sound sampled at ${sampleRate} Hz`);
  return tooLong({ durationSeconds });
}

/** Voices of one channel only: where the parties have a channel each, that tells them apart better. */
export const tellsSpeakersApart = (
  { speakerLabels }: Pick<SttSettings, 'speakerLabels'>,
  { channels }: Sound,
): boolean => speakerLabels && channels === 1;

export const noBucket = (): ErrorOutcome =>
  misconfigured(
    'recording_too_long',
    `Recordings over ${SHORT_SECONDS} seconds, or of a length that the file does not tell, need a staging bucket, and the connection has none.`,
  );
