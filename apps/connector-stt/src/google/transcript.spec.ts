import { describe, expect, it } from '@jest/globals';
import { fromV1, fromV2 } from './results.js';
import { toTranscription } from './transcript.js';

const context = { languages: ['en-US'], model: 'phone_call', durationSeconds: 12.00049 };
const at = (seconds: number) => ({ seconds: Math.floor(seconds), nanos: Math.round((seconds % 1) * 1e9) });
/** `[word, start, end, speaker?]` as v1 says them. */
type Said = readonly [word: string, start: number, end: number, speaker?: number];
const words = (...said: readonly Said[]) =>
  said.map(([word, start, end, speakerTag = 0]) => ({ word, startTime: at(start), endTime: at(end), speakerTag }));
const result = (transcript: string, confidence = 0.8999999761581421, more: object = {}) =>
  fromV1({ alternatives: [{ transcript, confidence }, { transcript: 'something else' }], ...more });
const spoken = (transcript: string, said: readonly Said[], more: object = {}) =>
  fromV1({ alternatives: [{ transcript, confidence: 0.9, words: words(...said) }], ...more });

it('joins the first alternatives in order and rounds what is a float32 on the wire', () => {
  const results = [
    result('Good morning.', undefined, { resultEndTime: at(2) }),
    result(' Where is my order', 0.5, { resultEndTime: at(5) }),
  ];
  expect(toTranscription(results, context)).toMatchObject({
    transcript: 'Good morning. Where is my order',
    segments: [
      { start: 0, end: 2, text: 'Good morning.', confidence: 0.9 },
      { start: 2, end: 5, text: 'Where is my order', confidence: 0.5 },
    ],
    confidence: 0.6733,
    durationSeconds: 12,
    provider: 'google',
  });
});

it('silence is an empty text, not an error', () => {
  expect(toTranscription([], context)).toMatchObject({
    transcript: '',
    segments: [],
    confidence: null,
    language: 'en-US',
  });
  expect(toTranscription([fromV1({ alternatives: [] }), result('')], context)).toMatchObject({ transcript: '' });
});

it('times come from the words, else from where the one before ended', () => {
  const first = spoken('Yes. No.', [
    ['Yes.', 0.4, 1],
    ['No.', 1, 2.9],
  ]);
  const { segments } = toTranscription([first, result('C', 0, { resultEndTime: at(5.25) })], context);
  expect(segments).toEqual([
    { start: 0.4, end: 1, text: 'Yes.', confidence: 0.9 },
    { start: 1, end: 2.9, text: 'No.', confidence: 0.9 },
    { start: 2.9, end: 5.25, text: 'C' },
  ]);
});

it('a sentence that two results share is one segment', () => {
  const results = [
    spoken('where is', [
      ['where', 0, 0.5],
      ['is', 0.5, 1],
    ]),
    spoken(' my order?', [
      ['my', 1, 1.2],
      ['order?', 1.2, 2],
    ]),
  ];
  expect(toTranscription(results, context).segments).toEqual([
    { start: 0, end: 2, text: 'where is my order?', confidence: 0.9 },
  ]);
});

it('a time of nothing is the beginning, as the wire leaves zeros out', () => {
  const first = fromV1({
    alternatives: [
      {
        transcript: 'a b',
        words: [
          { word: 'a', endTime: at(1) },
          { word: 'b', startTime: at(1), endTime: at(2) },
        ],
      },
    ],
  });
  expect(toTranscription([first], context).segments).toEqual([{ start: 0, end: 2, text: 'a b' }]);
});

it('two channels are told apart and read in the order of speaking', () => {
  const { transcript, segments } = toTranscription(
    [
      result('hello', 0.9, { channelTag: 1, resultEndTime: at(1) }),
      spoken('bye', [['bye', 8, 9]], { channelTag: 1 }),
      spoken('hi', [['hi', 1.5, 1.9]], { channelTag: 2 }),
    ],
    context,
  );
  expect(transcript).toBe('hello hi bye');
  expect(segments.map(({ channel }) => channel)).toEqual([1, 2, 1]);
});

describe('speaker labels', () => {
  const ask: Said = ['order', 0, 0.5, 1];
  const answer: Said = ['yesterday', 0.6, 1, 2];

  it('are taken from the last result, which repeats all words; its text is the transcript’s', () => {
    const { transcript, segments, confidence } = toTranscription(
      [
        spoken('Order?', [['order', 0, 0.5]]),
        spoken(' Yesterday.', [['yesterday', 0.6, 1]]),
        fromV1({ alternatives: [{ words: words(ask, answer) }] }),
      ],
      context,
    );
    expect(segments).toEqual([
      { start: 0, end: 0.5, text: 'Order?', speaker: '1', confidence: 0.9 },
      { start: 0.6, end: 1, text: 'Yesterday.', speaker: '2', confidence: 0.9 },
    ]);
    expect([transcript, confidence]).toEqual(['Order? Yesterday.', 0.9]);
  });

  it('hold as the running result corrects them', () => {
    const first = spoken('Order?', [['order', 0, 0.5, 2]]);
    const second = spoken('Yesterday.', [ask, answer]);
    expect(toTranscription([first, second], context).segments.map(({ text, speaker }) => [text, speaker])).toEqual([
      ['Order?', '1'],
      ['Yesterday.', '2'],
    ]);
  });

  it('come with words of the last result where the others have none', () => {
    const results = [
      result('Order? Yesterday.', 0.9, { resultEndTime: at(1) }),
      fromV1({ alternatives: [{ words: words(ask, answer) }] }),
    ];
    expect(toTranscription(results, context).transcript).toBe('order yesterday');
  });

  it('are v2’s too, which does not repeat itself', () => {
    const said = (word: string, start: number, speakerLabel: string) =>
      fromV2({
        alternatives: [
          { transcript: word, words: [{ word, startOffset: at(start), endOffset: at(start + 0.5), speakerLabel }] },
        ],
        languageCode: 'en-US',
      });
    const { segments } = toTranscription([said('Order?', 0, 'a'), said('Yesterday.', 0.6, 'b')], context);
    expect(segments).toEqual([
      { start: 0, end: 0.5, text: 'Order?', speaker: 'a' },
      { start: 0.6, end: 1.1, text: 'Yesterday.', speaker: 'b' },
    ]);
  });
});

describe('the language', () => {
  const languages = ['en-US', 'cs-CZ', 'de-DE'];
  const heard = (...said: readonly (readonly [string, string])[]) =>
    toTranscription(
      said.map(([text, languageCode]) => result(text, 0.9, { languageCode })),
      { ...context, languages },
    ).language;

  it('is the one of most of the text, as it was asked for', () => {
    expect(heard(['ano', 'cs-cz'], ['yes please', 'en-us'])).toBe('en-US');
    expect(heard(['ano, prosím', 'cs-cz'], ['yes', 'en-us'])).toBe('cs-CZ');
  });

  it('is Google’s where it names another, the first where it names none', () => {
    expect(heard(['ahoj', 'sk-sk'])).toBe('sk-SK');
    expect(heard(['hm', 'not a language'])).toBe('not a language');
    expect(toTranscription([result('hm')], { ...context, languages }).language).toBe('en-US');
  });

  it('decides about blanks', () => {
    const results = [result('もし'), result('もし')];
    expect(toTranscription(results, { ...context, languages: ['ja-JP'] }).transcript).toBe('もしもし');
    const read = spoken('今日は', [
      ['今日|キョウ', 0, 1],
      ['は|ワ', 1, 2],
    ]);
    expect(toTranscription([read], { ...context, languages: ['ja-JP'] }).transcript).toBe('今日は');
  });
});
