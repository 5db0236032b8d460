import { expect, it } from '@jest/globals';
import type { JsonObject } from '@hookswitch/domain';
import { toTranscription } from './transcript.js';

const heard = { language: 'en-US', model: 'nova-3', durationSeconds: 9 };
const channel = (transcript: string, more: JsonObject = {}): JsonObject => ({
  alternatives: [{ transcript, confidence: 0.9, words: [] }],
  ...more,
});
const answer = (channels: readonly JsonObject[], utterances?: readonly JsonObject[]): JsonObject => ({
  metadata: { duration: 8.0150003, channels: channels.length },
  results: { channels, ...(utterances && { utterances }) },
});

it('one channel: its text, utterances with their speakers, no channel label', () => {
  const utterances = [
    { start: 0.0800001, end: 1.5, confidence: 0.912345, channel: 0, transcript: 'Hello.', speaker: 0 },
    { start: 2, end: 3, confidence: 0.8, channel: 0, transcript: 'Hi!', speaker: 1 },
  ];
  expect(toTranscription(answer([channel('Hello. Hi!')], utterances), heard)).toEqual({
    transcript: 'Hello. Hi!',
    confidence: 0.8749,
    segments: [
      { start: 0.08, end: 1.5, text: 'Hello.', speaker: '0', confidence: 0.9123 },
      { start: 2, end: 3, text: 'Hi!', speaker: '1', confidence: 0.8 },
    ],
    language: 'en-US',
    model: 'nova-3',
    provider: 'deepgram',
    durationSeconds: 8.015,
  });
});

it('two channels: in the order of speaking, channels counted from 1', () => {
  const utterances = [
    { start: 0, end: 1, channel: 0, transcript: 'Hello.' },
    { start: 3, end: 4, channel: 0, transcript: 'Bye.' },
    { start: 1, end: 2, channel: 1, transcript: 'Hi!' },
  ];
  const { transcript, segments } =
    toTranscription(answer([channel('Hello. Bye.'), channel('Hi!')], utterances), heard) ?? {};
  expect(transcript).toBe('Hello. Hi! Bye.');
  expect(segments?.map(({ channel: of, text }) => [of, text])).toEqual([
    [1, 'Hello.'],
    [2, 'Hi!'],
    [1, 'Bye.'],
  ]);
});

it('silence is an empty text', () => {
  const silent = { alternatives: [{ transcript: '', confidence: 0, words: [] }] };
  expect(toTranscription(answer([silent], []), heard)).toMatchObject({
    transcript: '',
    segments: [],
    confidence: null,
  });
});

it('without utterances there is the text of each channel', () => {
  expect(toTranscription(answer([channel('A'), channel('B')]), heard)).toMatchObject({
    transcript: 'A B',
    segments: [],
    confidence: 0.9,
  });
});

it('the language is that of the channel in which most is said', () => {
  const channels = [channel('Oui', { detected_language: 'fr' }), channel('Good morning', { detected_language: 'en' })];
  expect(toTranscription(answer(channels), heard)?.language).toBe('en');
});

it.each([
  [{}],
  [{ results: {} }],
  [{ results: { channels: 'x' } }],
  [{ results: { channels: [] } }],
  [{ request_id: 'accepted only' }],
])('%j is no transcript', (body) => {
  expect(toTranscription(body, heard)).toBeUndefined();
});

it('what is no utterance is left out', () => {
  const utterances = [
    { start: 'x', end: 1, transcript: 'a' },
    { start: 0, end: 1, transcript: ' ' },
    { start: 0, end: 1 },
  ];
  expect(toTranscription(answer([channel('A')], utterances), heard)?.segments).toEqual([]);
});
