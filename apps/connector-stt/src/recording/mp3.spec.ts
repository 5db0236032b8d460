import { expect, it } from '@jest/globals';
import { readMp3 } from './mp3.js';

/** MPEG 1 at 44.1 kHz; indexes 1, 9 and 14 are 32, 128 and 320 kbit/s. */
const frame = (bitrate: number, isMono = false) => {
  const kilobits = { 1: 32, 9: 128, 14: 320 }[bitrate] ?? 0;
  const bytes = Buffer.alloc(Math.floor((1152 * kilobits * 125) / 44_100));
  bytes.writeUInt32BE((0xfffb0000 | (bitrate << 12) | (isMono ? 0xc0 : 0)) >>> 0);
  return bytes;
};
const tag = (bytes: number) => {
  const head = Buffer.alloc(10 + bytes);
  head.write('ID3\x04', 0, 'latin1');
  head[8] = bytes >> 7;
  head[9] = bytes & 0x7f;
  return head;
};

it('one bit rate gives the length, from the size of the whole file', () => {
  const head = Buffer.concat([frame(9), frame(9), frame(9)]);
  expect(readMp3(head, 16_000 * 60)).toEqual({ channels: 2, sampleRate: 44_100, durationSeconds: 60 });
});

it('looks behind a tag', () => {
  const head = Buffer.concat([tag(300), frame(9, true)]);
  expect(readMp3(head, 310 + 16_000)).toEqual({ channels: 1, sampleRate: 44_100, durationSeconds: 1 });
});

it('a bit rate that changes gives none, unless the frames were counted', () => {
  const changing = Buffer.concat([frame(9), frame(14)]);
  expect(readMp3(changing, 100_000)).toMatchObject({ durationSeconds: undefined });
  changing.write('Xing', 36, 'latin1');
  changing.writeUInt32BE(1, 40);
  changing.writeUInt32BE(1000, 44);
  expect(readMp3(changing, 100_000)?.durationSeconds).toBeCloseTo(26.12, 2);
});

it('halves the rates for MPEG 2, as telephones record', () => {
  const bytes = Buffer.alloc(144);
  // MPEG 2 layer 3, 16 kbit/s, 16 kHz, mono.
  bytes.writeUInt32BE(0xfff328c0);
  expect(readMp3(bytes, 2000 * 30)).toEqual({ channels: 1, sampleRate: 16_000, durationSeconds: 30 });
});

it.each([
  ['nothing', Buffer.alloc(0)],
  ['a tag alone', tag(20)],
  ['another layer', Buffer.from([0xff, 0xfd, 0x90, 0x00])],
  ['a rate that is reserved', Buffer.from([0xff, 0xfb, 0x9c, 0x00])],
])('%s is not read', (_case, bytes) => {
  expect(readMp3(bytes, bytes.length)).toBeUndefined();
});
