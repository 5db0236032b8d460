import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
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
