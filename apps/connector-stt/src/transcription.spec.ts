import { describe, expect, it } from '@jest/globals';
import { cutAtWord, MAX_EVENT_TEXT_BYTES, succeeded, toEvent, toOutput, type Transcription } from './transcription.js';

const transcription = (more: Partial<Transcription> = {}): Transcription => ({
  transcript: 'Good morning',
  confidence: 0.93,
  segments: [{ start: 0, end: 1.5, text: 'Good morning', confidence: 0.93 }],
  language: 'en-US',
  model: 'phone_call',
  provider: 'google',
  durationSeconds: 1.5,
  ...more,
});
const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`).join(' ');

describe('the outcome', () => {
  it('is the output, and the event with the fields of the call', () => {
    const properties = {
      call_uuid: 'c-1',
      direction: 'incoming',
      contacts: [{ id: '1', name: 'Jane' }],
      agent: null,
      other: 1,
    };
    const outcome = succeeded(transcription(), properties);
    expect(outcome).toMatchObject({
      kind: 'succeeded',
      output: { transcript: 'Good morning', truncated: false, segments: [{ start: 0 }] },
      events: [
        {
          type: 'transcription.created',
          data: {
            transcript: 'Good morning',
            provider: 'google',
            truncated: false,
            segments: [{ text: 'Good morning' }],
            call_uuid: 'c-1',
            direction: 'incoming',
            contacts: [{ id: '1', name: 'Jane' }],
            agent: null,
          },
        },
      ],
    });
    expect(JSON.stringify(outcome)).not.toContain('"other"');
  });
});

describe('what is too long', () => {
  const long = transcription({
    transcript: words(60_000),
    segments: Array.from({ length: 6000 }, (_, index) => ({ start: index, end: index + 1, text: words(10) })),
  });

  it('an event loses segments first, then text after a word, and says so', () => {
    const event = toEvent(long, { call_uuid: 'c-1' });
    expect(event).toMatchObject({ truncated: true, call_uuid: 'c-1' });
    expect(event).not.toHaveProperty('segments');
    expect(bytes(event)).toBeLessThan(256 * 1024);
    expect(event.transcript).toMatch(/^word0 word1 .* word\d+$/);
    expect(long.transcript.startsWith(`${event.transcript as string} `)).toBe(true);
  });

  it('an event that only has long segments keeps its text whole', () => {
    const event = toEvent({ ...long, transcript: words(1000) }, {});
    expect(event).toMatchObject({ truncated: false, transcript: words(1000) });
    expect(event).not.toHaveProperty('segments');
  });

  it('contacts that would not fit are left out, what identifies the call stays', () => {
    const contacts = [{ id: '1', name: 'x'.repeat(200_000) }];
    const event = toEvent(long, { contacts, call_uuid: 'c-1', recording_url: 'https://a.example/r.wav' });
    expect(event).toMatchObject({ call_uuid: 'c-1', recording_url: 'https://a.example/r.wav' });
    expect(event).not.toHaveProperty('contacts');
    expect(bytes(event)).toBeLessThan(256 * 1024);
  });

  it('an output fits what a result takes', () => {
    const output = toOutput(long);
    expect(output).toMatchObject({ truncated: true, segments: [] });
    expect(bytes(output)).toBeLessThan(512 * 1024);
  });
});

describe('cutAtWord', () => {
  it('leaves alone what fits, to the byte', () => {
    expect(cutAtWord('one two', 7)).toBe('one two');
    expect(cutAtWord('', MAX_EVENT_TEXT_BYTES)).toBe('');
  });
  it('ends with a whole word', () => {
    expect(cutAtWord('one two three', 9)).toBe('one two');
    expect(cutAtWord('one two three', 7)).toBe('one two');
  });
  it('never cuts a character, also where there are no words', () => {
    expect(cutAtWord('こんにちは', 8)).toBe('こん');
    expect(cutAtWord('👍👍', 6)).toBe('👍');
  });
});
