import { aLaw, muLaw } from './companding.js';
import type { Sound } from './tone.js';

export const WAV_FORMATS = { pcm: 1, alaw: 6, mulaw: 7, gsm: 49 } as const;
export type WavFormat = keyof typeof WAV_FORMATS;

export interface WavShape {
  readonly format?: WavFormat;
  readonly sampleRate: number;
  readonly channels: number;
}

/** A RIFF/WAVE header for `dataBytes` of samples; a recorder that never finished leaves 0xFFFFFFFF there. */
export function wavHeader({ format = 'pcm', sampleRate, channels }: WavShape, dataBytes: number): Buffer {
  const bytesPerSample = format === 'pcm' ? 2 : 1;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(Math.min(dataBytes + 36, 0xffffffff), 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(WAV_FORMATS[format], 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * channels * bytesPerSample, 28);
  header.writeUInt16LE(channels * bytesPerSample, 32);
  header.writeUInt16LE(bytesPerSample * 8, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  return header;
}

/** The sound as a file: PCM of 16 bits, or one companded byte per sample. */
export function wav({ sampleRate, channels }: Sound, format: WavFormat = 'pcm'): Buffer {
  const length = channels[0]?.length ?? 0;
  const bytesPerSample = format === 'pcm' ? 2 : 1;
  const data = Buffer.alloc(length * channels.length * bytesPerSample);
  channels.forEach((samples, channel) => {
    samples.forEach((sample, at) => {
      const place = (at * channels.length + channel) * bytesPerSample;
      if (format === 'pcm') data.writeInt16LE(sample, place);
      else data.writeUInt8(format === 'mulaw' ? muLaw(sample) : aLaw(sample), place);
    });
  });
  return Buffer.concat([wavHeader({ format, sampleRate, channels: channels.length }, data.length), data]);
}
