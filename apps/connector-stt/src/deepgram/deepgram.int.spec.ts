import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret, type TestCall } from '@hookswitch/connector-sdk';
import { startHarness, type CallOptions } from '../harness.spec-helper.js';

let harness: Awaited<ReturnType<typeof startHarness>>;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());
beforeEach(() => {
  harness.simulator.behave('deepgram');
  harness.simulator.clearRequests();
});

type Options = CallOptions & { readonly key?: string };
const call = ({ key = 'dg-simulated', settings, ...more }: Options = {}) =>
  harness.call({
    ...more,
    ...(key !== '' && { apiKey: new Secret(key) }),
    settings: { provider: 'deepgram', baseUrl: `${harness.simulator.url}/deepgram`, ...settings },
  });
const perform = (options?: Options) => harness.connector.perform(call(options));
const received = () => harness.simulator.requests({ provider: 'deepgram' });

describe('a recording', () => {
  it('is transcribed with one request, and published', async () => {
    const outcome = await perform({ params: { use_enhanced: false } });
    expect(outcome).toMatchObject({ kind: 'succeeded', events: [{ type: 'transcription.created' }] });
    expect((outcome as { output: unknown }).output).toEqual({
      transcript: 'Good morning, where is my order?',
      confidence: 0.98,
      segments: [{ start: 0, end: 3, text: 'Good morning, where is my order?', confidence: 0.98 }],
      language: 'en-US',
      model: 'nova-3',
      provider: 'deepgram',
      durationSeconds: 3,
      truncated: false,
    });
    expect(received()).toMatchObject([
      {
        method: 'POST',
        path: '/v1/listen?model=nova-3&smart_format=true&utterances=true&language=en-US',
        headers: { 'content-type': 'audio/wav', 'content-length': '48044' },
        bodyBytes: 48_044,
      },
    ]);
  });

  it('of two parties has a channel for each', async () => {
    expect(await perform({ recording: 'stereo.wav' })).toMatchObject({
      output: {
        transcript: 'Good morning, where is my order? I paid twenty euro on Monday and nothing has arrived.',
        segments: [{ channel: 1 }, { channel: 2 }],
      },
    });
  });

  it('of one channel has speakers, where the connection asks for them', async () => {
    const outcome = await perform({ recording: 'long.wav?seconds=12', settings: { speakerLabels: true } });
    expect(outcome).toMatchObject({ output: { segments: [{ speaker: '0' }, { speaker: '1' }] } });
  });

  it.each([
    ['call.mp3', 'audio/mpeg'],
    ['alaw.wav', 'audio/wav'],
    ['mulaw.wav', 'audio/wav'],
  ])('of the kind of %s is sent as %s', async (recording, type) => {
    expect(await perform({ recording })).toMatchObject({ kind: 'succeeded' });
    expect(received()).toMatchObject([{ headers: { 'content-type': type } }]);
  });

  it('without a word has an empty text', async () => {
    expect(await perform({ recording: 'silence.wav' })).toMatchObject({
      kind: 'succeeded',
      output: { transcript: '', segments: [], confidence: null },
    });
  });

  it('is heard in the language that is spoken, where the connection leaves it open', async () => {
    const outcome = await perform({ settings: { alternativeLanguages: ['auto'] }, params: { language: 'cs-CZ' } });
    expect(outcome).toMatchObject({ output: { language: 'en' } });
  });

  it('has the connection’s model, or the action’s own', async () => {
    const settings = { model: 'nova-2' };
    expect(await perform({ settings })).toMatchObject({ output: { model: 'nova-2' } });
    expect(await perform({ settings, params: { model: 'enhanced' } })).toMatchObject({ output: { model: 'enhanced' } });
  });

  it('tells that use_enhanced means nothing here', async () => {
    expect(await perform()).toMatchObject({ output: { notes: [expect.stringContaining('use_enhanced') as unknown] } });
  });
});

it('asks for nothing without a key', async () => {
  expect(await perform({ key: '' })).toMatchObject({ kind: 'failed', error: { code: 'credentials_missing' } });
  expect(received()).toEqual([]);
});

it.each([
  ['another key', { key: 'dg-wrong' }, 'config', 'invalid_auth'],
  ['no credit', { key: 'dg-broke' }, 'config', 'asr_payment_required'],
  ['a model that is not there', { params: { model: 'nova-9' } }, 'permanent', 'bad_request'],
] as const)('says why not: %s', async (_, options, kind, code) => {
  expect(await perform(options)).toMatchObject({ kind: 'failed', error: { class: kind, code } });
});

it.each([
  [{ status: 413 }, { kind: 'failed', error: { class: 'permanent', code: 'payload_too_large' } }],
  [{ status: 500 }, { kind: 'retry', error: { class: 'retry' } }],
  [{ retryAfter: 7 }, { kind: 'retry', afterMs: 7000, throttled: true, error: { class: 'retry-after' } }],
  [{ status: 429 }, { kind: 'retry', error: { class: 'retry', code: 'too_many_requests' } }],
  [{ reset: 'before' }, { kind: 'retry', error: { code: 'connection_lost' } }],
  [{ reset: 'after' }, { kind: 'retry', error: { code: 'connection_lost' } }],
  [{ html: true }, { kind: 'retry', error: { code: 'answer_unreadable' } }],
  [{ cutJson: true }, { kind: 'retry', error: { code: 'answer_unreadable' } }],
] as const)('when it answers with %j', async (behaviour, outcome) => {
  harness.simulator.behave('deepgram', { ...behaviour, times: 1 });
  expect(await perform()).toMatchObject(outcome);
  expect(await perform({ attempt: 2 })).toMatchObject({ kind: 'succeeded' });
});

it('follows no redirect with a key', async () => {
  harness.simulator.behave('deepgram', { status: 302 });
  expect(await perform()).toMatchObject({ kind: 'failed', error: { class: 'permanent' } });
});

describe('testing a connection', () => {
  const test = (options: Options = {}) => harness.connector.test?.(call(options) as unknown as TestCall);

  it.each([
    ['a key that works', {}, { ok: true, message: 'Deepgram takes the key.' }],
    ['a key for transcription alone', { key: 'dg-listener' }, { ok: true }],
    ['another key', { key: 'dg-wrong' }, { ok: false, error: { code: 'invalid_auth', class: 'config' } }],
    ['no key', { key: '' }, { ok: false, error: { code: 'credentials_missing' } }],
  ] as const)('%s', async (_, options, outcome) => {
    expect(await test(options)).toMatchObject(outcome);
    expect(received().every(({ path }) => path === '/v1/projects')).toBe(true);
  });
});
