import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cutSegments, type Word } from './segments.js';
import type { Segment } from './transcription.js';

type Row = readonly [text: string, start: number, end: number, string?, (number | null)?, (number | null)?];
interface Case {
  readonly name: string;
  readonly glue?: string;
  readonly words: readonly Row[];
  readonly expected: readonly Segment[];
}

const file = join(import.meta.dirname, '../conformance/segments.json');
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Case[] };

const toWord = ([text, start, end, speaker, channel, confidence]: Row): Word => ({
  text,
  start,
  end,
  ...(speaker == null ? {} : { speaker }),
  ...(channel == null ? {} : { channel }),
  ...(confidence == null ? {} : { confidence }),
});

it.each(cases.map((each) => [each.name, each] as const))('%s', (_name, { words, glue = ' ', expected }) => {
  expect(cutSegments(words.map(toWord), glue)).toEqual(expected);
});

const spoken = fc.array(
  fc.record({
    text: fc.constantFrom('a', 'no.', 'What?', 'J.', 'よ。', '…'),
    gap: fc.constantFrom(0, 0.2, 1, 40),
    lasts: fc.constantFrom(0, 0.3, 31),
    speaker: fc.constantFrom('1', '2'),
    channel: fc.constantFrom(1, 2),
  }),
);

it('whatever is said, each word is in one segment, in order, between its times', () => {
  fc.assert(
    fc.property(spoken, (said) => {
      const clock = new Map<number, number>();
      const words = said.map(({ gap, lasts, ...word }): Word => {
        const start = (clock.get(word.channel) ?? 0) + gap;
        clock.set(word.channel, start + lasts);
        return { ...word, start, end: start + lasts };
      });
      const segments = cutSegments(words, ' ');
      for (const channel of [1, 2]) {
        const own = segments.filter((segment) => segment.channel === channel);
        const texts = words.filter((word) => word.channel === channel).map(({ text }) => text);
        expect(own.flatMap(({ text }) => text.split(' '))).toEqual(texts);
        expect(own.every(({ start, end }, at) => start <= end && end <= (own[at + 1]?.start ?? Infinity))).toBe(true);
      }
      expect(segments.map(({ start }) => start)).toEqual(segments.map(({ start }) => start).toSorted((a, b) => a - b));
    }),
  );
});
