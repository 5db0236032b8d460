import { expect, it } from '@jest/globals';
import { toTranscription } from './transcript.js';

const context = { language: 'en-US', model: 'phone_call', durationSeconds: 12.00049 };
const result = (transcript: string, confidence = 0.8999999761581421, more: object = {}) => ({
  alternatives: [{ transcript, confidence }, { transcript: 'something else' }],
  ...more,
});
const at = (seconds: number) => ({ seconds: Math.floor(seconds), nanos: Math.round((seconds % 1) * 1e9) });

it('joins the first alternatives in order and rounds what is a float32 on the wire', () => {
  expect(toTranscription([result('Good morning'), result(' where is my order', 0.5)], context)).toMatchObject({
    transcript: 'Good morning where is my order',
    segments: [
      { text: 'Good morning', confidence: 0.9 },
      { text: 'where is my order', confidence: 0.5 },
    ],
    confidence: 0.6655,
    durationSeconds: 12,
    provider: 'google',
  });
});

it('silence is an empty text, not an error', () => {
  expect(toTranscription([], context)).toMatchObject({ transcript: '', segments: [], confidence: null });
  expect(toTranscription([{ alternatives: [] }, result('')], context)).toMatchObject({ transcript: '' });
});

it('times come from the words, else from where the one before ended', () => {
  const words = [
    { startTime: at(0.4), endTime: at(1) },
    { startTime: at(1), endTime: at(2.9) },
  ];
  const first = { alternatives: [{ transcript: 'a b', words }] };
  const { segments } = toTranscription([first, result('c', 0, { resultEndTime: at(5.25) })], context);
  expect(segments).toEqual([
    { start: 0.4, end: 2.9, text: 'a b' },
    { start: 2.9, end: 5.25, text: 'c' },
  ]);
});

it('two channels are told apart and read in the order of speaking', () => {
  const { transcript, segments } = toTranscription(
    [
      result('hello', 0.9, { channelTag: 1, resultEndTime: at(2) }),
      result('bye', 0.9, { channelTag: 1, resultEndTime: at(9) }),
      { alternatives: [{ transcript: 'hi', words: [{ startTime: at(1.5), endTime: at(1.9) }] }], channelTag: 2 },
    ],
    context,
  );
  expect(transcript).toBe('hello hi bye');
  expect(segments.map(({ channel }) => channel)).toEqual([1, 2, 1]);
});

it('languages without blanks between words get none', () => {
  expect(toTranscription([result('もし'), result('もし')], { ...context, language: 'ja-JP' }).transcript).toBe(
    'もしもし',
  );
});
