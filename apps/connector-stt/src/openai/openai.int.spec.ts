import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret, type TestCall } from '@hookswitch/connector-sdk';
import type { JsonObject } from '@hookswitch/domain';
import type { SttSettings } from '../settings.js';
import { openaiProvider } from './openai-provider.js';
import { startHarness, type CallOptions } from '../harness.spec-helper.js';

let harness: Awaited<ReturnType<typeof startHarness>>;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());
beforeEach(() => {
  harness.simulator.behave('openai');
  harness.simulator.clearRequests();
});

type Options = CallOptions & { readonly key?: string };
const call = ({ key = 'sk-simulated', settings, ...more }: Options = {}) =>
  harness.call({
    ...more,
    ...(key !== '' && { apiKey: new Secret(key) }),
    settings: { provider: 'openai-compatible', baseUrl: `${harness.simulator.url}/openai/v1`, ...settings },
  });
const perform = (options?: Options) => harness.connector.perform(call(options));
const received = () => harness.simulator.requests({ provider: 'openai' });
const WHISPER: JsonObject = { transcriptionPath: '/inference' };

describe('a recording', () => {
  it('is transcribed with one request, and published', async () => {
    const outcome = await perform({ recording: 'long.wav?seconds=12', params: { use_enhanced: false } });
    expect(outcome).toMatchObject({ kind: 'succeeded', events: [{ type: 'transcription.created' }] });
    expect((outcome as { output: unknown }).output).toEqual({
      transcript: 'Good morning, where is my order? I paid twenty euro on Monday and nothing has arrived.',
      confidence: null,
      segments: [
        { start: 0, end: 5, text: 'Good morning, where is my order?' },
        { start: 5, end: 10, text: 'I paid twenty euro on Monday and nothing has arrived.' },
      ],
      language: 'en-US',
      model: 'whisper-1',
      provider: 'openai-compatible',
      durationSeconds: 12,
      truncated: false,
    });
    expect(received()).toMatchObject([
      {
        method: 'POST',
        path: '/v1/audio/transcriptions',
        body: {
          model: 'whisper-1',
          language: 'en',
          response_format: 'verbose_json',
          file: 'recording.wav, 192044 bytes',
        },
      },
    ]);
  });

  it.each([
    ['call.mp3', 'recording.mp3, 427 bytes'],
    ['alaw.wav', 'recording.wav, 24044 bytes'],
    ['stereo.wav', 'recording.wav, 96044 bytes'],
  ])('of the kind of %s is sent as it is', async (recording, file) => {
    expect(await perform({ recording })).toMatchObject({ kind: 'succeeded' });
    expect(received()).toMatchObject([{ body: { file } }]);
  });

  it('has what its model can tell, under the connection’s model or the action’s own', async () => {
    const settings = { model: 'gpt-4o-transcribe-diarize' };
    expect(await perform({ settings })).toMatchObject({
      output: { model: 'gpt-4o-transcribe-diarize', segments: [{ speaker: 'A' }] },
    });
    expect(await perform({ settings, params: { model: 'gpt-4o-transcribe' } })).toMatchObject({
      output: { model: 'gpt-4o-transcribe', durationSeconds: 3, segments: [{ start: 0, end: 3 }] },
    });
  });

  it('is heard in the language that is spoken, where the connection leaves it open', async () => {
    const outcome = await perform({ settings: { alternativeLanguages: ['auto'] }, params: { language: 'cs-CZ' } });
    expect(outcome).toMatchObject({ output: { language: 'en' } });
    expect(received()[0]?.body).not.toHaveProperty('language');
  });

  it('tells that use_enhanced means nothing here, in the output alone', async () => {
    const outcome = await perform({ params: { use_enhanced: true } });
    expect(outcome).toMatchObject({ output: { notes: [expect.stringContaining('use_enhanced') as unknown] } });
    expect((outcome as unknown as { events: { data: object }[] }).events[0]?.data).not.toHaveProperty('notes');
  });
});

describe('a server of one’s own', () => {
  it('may have no key and another path, as whisper.cpp', async () => {
    const settings = { ...WHISPER, baseUrl: `${harness.simulator.url}/openai` };
    expect(await perform({ key: '', settings })).toMatchObject({
      kind: 'succeeded',
      output: { segments: [{ start: 0, end: 3 }] },
    });
    expect(received()[0]?.credentials).toEqual({});
    expect(await perform({ key: '', settings, recording: 'call.mp3' })).toMatchObject({
      kind: 'failed',
      error: { class: 'permanent', message: 'The speech server: failed to read audio data' },
    });
  });

  it('OpenAI itself asks for a key, before anything is sent', async () => {
    const outcome = await perform({ key: '', settings: { baseUrl: '' } });
    expect(outcome).toMatchObject({ kind: 'failed', error: { class: 'config', code: 'credentials_missing' } });
  });
});

it('a recording that OpenAI would refuse for its size is not even downloaded whole', async () => {
  const outcome = await perform({ recording: 'long.wav?seconds=2000', settings: { baseUrl: '' } });
  expect(outcome).toMatchObject({ kind: 'failed', error: { class: 'permanent', code: 'recording_too_large' } });
  expect((outcome as { error: { message: string } }).error.message).toContain('25 MB');
});

it.each([
  ['another key', { key: 'sk-wrong' }, 'config', 'invalid_api_key'],
  ['no quota', { key: 'sk-broke' }, 'config', 'insufficient_quota'],
  ['a model that is not there', { params: { model: 'whisper-9' } }, 'permanent', 'model_not_found'],
  ['a language', { params: { language: 'yue-HK' } }, 'permanent', 'invalid_language_format'],
] as const)('says why not: %s', async (_, options, kind, code) => {
  expect(await perform(options)).toMatchObject({ kind: 'failed', error: { class: kind, code } });
});

it.each([
  [{ status: 413 }, { kind: 'failed', error: { class: 'permanent' } }],
  [{ status: 503 }, { kind: 'retry', error: { class: 'retry' } }],
  [{ retryAfter: 7 }, { kind: 'retry', afterMs: 7000, throttled: true, error: { class: 'retry-after' } }],
  [{ status: 429 }, { kind: 'retry', error: { class: 'retry', code: 'rate_limit_exceeded' } }],
  [{ error: 'insufficient_quota' }, { kind: 'failed', error: { class: 'config' } }],
  [{ reset: 'before' }, { kind: 'retry', error: { code: 'connection_lost' } }],
  [{ reset: 'after' }, { kind: 'retry', error: { code: 'connection_lost' } }],
  [{ html: true }, { kind: 'retry', error: { code: 'answer_unreadable' } }],
  [{ cutJson: true }, { kind: 'retry', error: { code: 'answer_unreadable' } }],
] as const)('when it answers with %j', async (behaviour, outcome) => {
  harness.simulator.behave('openai', { ...behaviour, times: 1 });
  expect(await perform()).toMatchObject(outcome);
  expect(await perform({ attempt: 2 })).toMatchObject({ kind: 'succeeded' });
});

it('a command whose attempt was lost is performed anew', async () => {
  expect(await harness.connector.reconcile?.(call(), undefined)).toMatchObject({ kind: 'retry' });
});

it('a job of another provider is lost when the connection changes to this one', async () => {
  const state = { operation: 'v1/1', bucket: 'calls', object: 'o', waitMs: 5000, until: 0 };
  expect(await harness.connector.resume?.(call(), state)).toMatchObject({ error: { code: 'operation_lost' } });
});

describe('testing a connection', () => {
  const test = (options: Options = {}) => harness.connector.test?.(call(options) as unknown as TestCall);

  it.each([
    ['a key that works', {}, { ok: true, message: 'The speech server takes the key.' }],
    ['another key', { key: 'sk-wrong' }, { ok: false, error: { code: 'invalid_api_key', class: 'config' } }],
    [
      'a model that is not there',
      { settings: { model: 'whisper-9' } },
      { ok: false, error: { code: 'model_not_found' } },
    ],
    ['no key at OpenAI', { key: '', settings: { baseUrl: '' } }, { ok: false, error: { code: 'credentials_missing' } }],
  ] as const)('%s', async (_, options, outcome) => {
    expect(await test(options)).toMatchObject(outcome);
  });

  it('a server with a path of its own is asked whether it is up', async () => {
    const settings = { ...WHISPER, baseUrl: `${harness.simulator.url}/openai` };
    expect(await test({ key: '', settings })).toEqual({ ok: true, message: 'The speech server answers.' });
    expect(received().map(({ path }) => path)).toEqual(['/health']);
  });

  it('a key that may not list models may transcribe all the same', async () => {
    const error = 'You have insufficient permissions for this operation. Missing scopes: api.model.read.';
    harness.simulator.behave('openai', { status: 403, error });
    expect(await test()).toMatchObject({ ok: true });
  });
});

it.each([
  ['AMR at OpenAI', { codec: 'amr' }, undefined, 'unsupported_encoding'],
  ['AMR at a server of one’s own', { codec: 'amr' }, 'http://speech:8000', undefined],
  ['five hours', { codec: 'mp3', durationSeconds: 5 * 3600 }, undefined, 'recording_too_long'],
  ['A-law', { codec: 'alaw', durationSeconds: 3 }, undefined, undefined],
] as const)('before sending, %s', (_, sound, baseUrl, code) => {
  const unknown = { channels: undefined, sampleRate: undefined, bitsPerSample: undefined, durationSeconds: undefined };
  expect(openaiProvider.refuse({ ...unknown, ...sound }, { baseUrl } as SttSettings)?.error.code).toBe(code);
});
