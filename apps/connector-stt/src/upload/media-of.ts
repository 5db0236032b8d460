import type { Sound } from '../recording/inspect-recording.js';

export interface Media {
  /** Of a file's name: some servers tell the kind of sound by it. */
  readonly extension: string;
  readonly type: string;
}

const WAV: Media = { extension: 'wav', type: 'audio/wav' };
const OGG: Media = { extension: 'ogg', type: 'audio/ogg' };
const MEDIA: Readonly<Record<Sound['codec'], Media>> = {
  pcm: WAV,
  float: WAV,
  mulaw: WAV,
  alaw: WAV,
  gsm: WAV,
  other: WAV,
  flac: { extension: 'flac', type: 'audio/flac' },
  opus: OGG,
  ogg: OGG,
  mp3: { extension: 'mp3', type: 'audio/mpeg' },
  mp4: { extension: 'm4a', type: 'audio/mp4' },
  webm: { extension: 'webm', type: 'audio/webm' },
  amr: { extension: 'amr', type: 'audio/amr' },
};

/** How a recording is named to a provider, by its content. */
export const mediaOf = ({ codec }: Pick<Sound, 'codec'>): Media => MEDIA[codec];
