import { expect, it } from '@jest/globals';
import { identify } from './inspect-recording.js';

const of = (bytes: Buffer) => identify(bytes, bytes, bytes.length);

const flac = () => {
  const bytes = Buffer.alloc(42);
  bytes.write('fLaC', 0, 'latin1');
  // 20 bits of rate, 3 of channels - 1, 5 of bits - 1, 36 of samples.
  bytes.writeBigUInt64BE((8000n << 44n) | (1n << 41n) | (15n << 36n) | 80_000n, 18);
  return bytes;
};
const opus = (inputRate: number) => {
  const bytes = Buffer.alloc(80);
  bytes.write('OggS', 0, 'latin1');
  bytes.write('OpusHead', 28, 'latin1');
  bytes.writeUInt8(1, 36);
  bytes.writeUInt8(2, 37);
  bytes.writeUInt32LE(inputRate, 40);
  bytes.write('OggS', 60, 'latin1');
  bytes.writeBigUInt64LE(48_000n * 7n, 66);
  return bytes;
};

it('reads channels, rate and length of FLAC and of Opus in Ogg', () => {
  expect(of(flac())).toEqual({
    kind: 'sound',
    sound: { codec: 'flac', channels: 2, sampleRate: 8000, bitsPerSample: undefined, durationSeconds: 10 },
  });
  expect(of(opus(16_000))).toMatchObject({
    sound: { codec: 'opus', channels: 2, sampleRate: 16_000, durationSeconds: 7 },
  });
  expect(of(opus(44_100))).toMatchObject({ sound: { sampleRate: 48_000 } });
});

it.each([
  ['mp3', Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1')],
  ['mp4', Buffer.from('\0\0\0\x18ftypM4A ', 'latin1')],
  ['ogg', Buffer.from('OggS\0\x02vorbis', 'latin1')],
  ['webm', Buffer.from([0x1a, 0x45, 0xdf, 0xa3])],
  ['amr', Buffer.from('#!AMR\n')],
])('knows %s by its beginning, and no more of it', (codec, bytes) => {
  const unknown = { channels: undefined, sampleRate: undefined, bitsPerSample: undefined, durationSeconds: undefined };
  expect(of(bytes)).toEqual({ kind: 'sound', sound: { ...unknown, codec } });
});

it('reads channels and rate of MP3', () => {
  const bytes = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x00]), Buffer.alloc(413)]);
  expect(of(bytes)).toMatchObject({ sound: { codec: 'mp3', channels: 2, sampleRate: 44_100 } });
});

it.each([
  ['nothing', Buffer.alloc(0)],
  ['a web page', Buffer.from('\n <!DOCTYPE html><html>')],
  ['a web page', Buffer.from('<?xml version="1.0"?><Error/>')],
  ['something else', Buffer.from('{"error":"x"}')],
])('tells that it is %s', (looksLike, bytes) => {
  expect(of(bytes)).toEqual({ kind: 'not_audio', looksLike });
});
