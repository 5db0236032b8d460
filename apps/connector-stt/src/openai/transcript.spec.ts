import { expect, it } from '@jest/globals';
import type { JsonObject } from '@hookswitch/domain';
import { toTranscription } from './transcript.js';

const asked = { language: 'en-US', detects: false, model: 'whisper-1', durationSeconds: 8 };
const read = (answer: JsonObject, more: Partial<typeof asked> = {}) => toTranscription(answer, { ...asked, ...more });

it('verbose_json has segments with times, and no confidence', () => {
  const answer = {
    text: ' Hello there. Bye. ',
    language: 'english',
    duration: 8.470000267028809,
    segments: [
      { id: 0, start: 0, end: 2.5199999809, text: ' Hello there.', avg_logprob: -0.3 },
      { id: 1, start: 2.52, end: 3, text: ' Bye.' },
    ],
  };
  expect(read(answer)).toEqual({
    transcript: 'Hello there. Bye.',
    confidence: null,
    segments: [
      { start: 0, end: 2.52, text: 'Hello there.' },
      { start: 2.52, end: 3, text: 'Bye.' },
    ],
    language: 'en-US',
    model: 'whisper-1',
    provider: 'openai-compatible',
    durationSeconds: 8.47,
  });
});

it('diarized_json labels speakers', () => {
  const segments = [{ type: 'transcript.text.segment', id: 's', start: 0, end: 1, text: ' Yes', speaker: 'A' }];
  expect(read({ text: 'Yes', segments })?.segments).toEqual([{ start: 0, end: 1, text: 'Yes', speaker: 'A' }]);
});

it.each([
  ['the whole is one segment where there are no times', { text: 'Hi' }, 8, [{ start: 0, end: 8, text: 'Hi' }]],
  ['there is none where nobody knows how long it is', { text: 'Hi' }, undefined, []],
  ['there is none where nothing is said', { text: ' ' }, 8, []],
  [
    'what is no segment is left out',
    { text: 'Hi', segments: [7, { start: 'x', end: 1, text: 'a' }, { text: 'b' }] },
    8,
    [],
  ],
  [
    'times may be text',
    { text: 'Hi', segments: [{ start: '0.5', end: '1', text: 'Hi' }] },
    8,
    [{ start: 0.5, end: 1, text: 'Hi' }],
  ],
])('%s', (_, answer, durationSeconds, segments) => {
  expect(toTranscription(answer, { ...asked, durationSeconds })?.segments).toEqual(segments);
});

it.each([
  [{ text: '', language: 'german' }, 'de'],
  [{ text: '', language: 'de' }, 'de'],
  [{ text: '', language: 'klingon' }, 'klingon'],
  [{ text: '', languages: [{ code: 'fr' }, { code: 'en' }] }, 'fr'],
  [{ text: '', languages: [] }, 'en-US'],
  [{ text: '' }, 'en-US'],
])('%j heard as %s, where it was left open', (answer, language) => {
  expect(read(answer, { detects: true })?.language).toBe(language);
  expect(read(answer)?.language).toBe('en-US');
});

it('an answer without a text is none', () => {
  expect(read({ error: 'x' })).toBeUndefined();
});
