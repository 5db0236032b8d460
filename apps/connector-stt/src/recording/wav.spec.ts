import { expect, it } from '@jest/globals';
import { readWav } from './wav.js';

interface Shape {
  readonly tag?: number;
  readonly channels?: number;
  readonly rate?: number;
  readonly bits?: number;
  readonly claimed?: number;
  readonly before?: Buffer;
  readonly guid?: number;
}

/** The head of a WAVE file as a recorder writes it. */
const head = ({ tag = 1, channels = 1, rate = 8000, bits = 16, claimed = 0, before, guid }: Shape = {}) => {
  const format = Buffer.alloc(guid === undefined ? 16 : 40);
  format.writeUInt16LE(tag, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt16LE(bits, 14);
  if (guid !== undefined) format.writeUInt16LE(guid, 24);
  return Buffer.concat([
    Buffer.from('RIFF\0\0\0\0WAVE', 'latin1'),
    before ?? Buffer.alloc(0),
    chunk('fmt ', format.length),
    format,
    chunk('data', claimed),
  ]);
};
const chunk = (id: string, length: number) => {
  const header = Buffer.alloc(8);
  header.write(id, 0, 'latin1');
  header.writeUInt32LE(length, 4);
  return header;
};
const seconds = (bytes: Buffer, data: number) => readWav(bytes, bytes.length + data)?.durationSeconds;

it('takes the length from the bytes that are there, whatever the header claims', () => {
  expect(seconds(head(), 16_000 * 95)).toBe(95);
  expect(seconds(head({ claimed: 0xffffffff }), 16_000 * 95)).toBe(95);
  expect(seconds(head({ claimed: 10 }), 16_000 * 95)).toBe(95);
});

it('counts channels and sample sizes', () => {
  expect(seconds(head({ channels: 2, rate: 44_100 }), 44_100 * 4 * 10)).toBe(10);
  expect(seconds(head({ tag: 7, bits: 8 }), 8000 * 30)).toBe(30);
  expect(seconds(head({ tag: 6, bits: 8 }), 8000 * 30)).toBe(30);
});

it('steps over chunks that come first, padded ones too', () => {
  const before = Buffer.concat([chunk('LIST', 3), Buffer.alloc(4)]);
  expect(seconds(head({ before }), 16_000)).toBe(1);
});

it('finds the real tag of an extensible format', () => {
  expect(readWav(head({ tag: 0xfffe, guid: 1 }), 100)).toMatchObject({ formatTag: 1 });
});

it('gives no length where bytes have no fixed rate or say nothing', () => {
  expect(seconds(head({ tag: 49, bits: 0 }), 1625)).toBeUndefined();
  expect(seconds(head({ rate: 0 }), 1000)).toBeUndefined();
});

it('is undefined for anything else, also when it is cut in the middle', () => {
  expect(readWav(Buffer.from('<!doctype html>'), 15)).toBeUndefined();
  expect(readWav(head().subarray(0, 14), 14)).toBeUndefined();
  expect(readWav(Buffer.alloc(0), 0)).toBeUndefined();
});
