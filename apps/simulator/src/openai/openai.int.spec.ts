import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import OpenAI, { APIError, toFile } from 'openai';
import { tone } from '../audio/tone.js';
import { wav } from '../audio/wav.js';
import { createSimulator, type Simulator } from '../create-simulator.js';

let simulator: Simulator;
const clientOf = (apiKey: string) => new OpenAI({ apiKey, baseURL: `${simulator.url}/openai/v1`, maxRetries: 0 });
beforeAll(async () => {
  simulator = await createSimulator({ port: 0, host: '127.0.0.1' });
});
afterAll(() => simulator.close());
beforeEach(() => {
  simulator.behave('openai');
  simulator.clearRequests();
});

const recording = (seconds = 12, name = 'call.wav') => toFile(wav(tone({ seconds })), name);
const TEXT = 'Good morning, where is my order? I paid twenty euro on Monday and nothing has arrived.';
const refusal = async (work: Promise<unknown>): Promise<APIError> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof APIError) return error;
  throw new Error('it was not refused');
};

describe('OpenAI’s own client', () => {
  const audio = () => clientOf('sk-simulated').audio.transcriptions;

  it('transcribes to JSON, with segments where they are asked for', async () => {
    expect((await audio().create({ file: await recording(), model: 'gpt-4o-transcribe' })).text).toBe(TEXT);
    const verbose = await audio().create({
      file: await recording(),
      model: 'whisper-1',
      language: 'en',
      response_format: 'verbose_json',
      timestamp_granularities: ['segment'],
    });
    expect(verbose).toMatchObject({ text: TEXT, language: 'english', duration: 12 });
    expect(verbose.segments?.map(({ start, end }) => [start, end])).toEqual([
      [0, 5],
      [5, 10],
    ]);
    expect(simulator.requests({ provider: 'openai' }).at(-1)).toMatchObject({
      effect: 'transcription',
      body: {
        model: 'whisper-1',
        response_format: 'verbose_json',
        file: expect.stringMatching(/^call\.wav, \d+ bytes$/),
      },
    });
  });

  it('transcribes to text and subtitles', async () => {
    const file = await recording();
    const as = (response_format: 'text' | 'srt' | 'vtt') =>
      audio().create({ file, model: 'whisper-1', response_format });
    expect(await as('text')).toBe(`${TEXT}\n`);
    expect(await as('srt')).toContain('2\n00:00:05,000 --> 00:00:10,000\nI paid');
    expect(await as('vtt')).toMatch(/^WEBVTT\n\n00:00:00\.000 --> 00:00:05\.000\nGood/);
  });

  it('labels speakers, and wants to be told how to cut what is long', async () => {
    const ask = { model: 'gpt-4o-transcribe-diarize', response_format: 'diarized_json' } as const;
    const answer = await audio().create({ ...ask, file: await recording(), chunking_strategy: 'auto' });
    expect(answer).toMatchObject({ segments: [{ speaker: 'A' }, { speaker: 'B' }] });
    const error = await refusal(audio().create({ ...ask, file: await recording(40) }));
    expect([error.status, error.param]).toEqual([400, 'chunking_strategy']);
  });

  it('lists models and finds one', async () => {
    const { models } = clientOf('sk-simulated');
    expect((await models.list()).data.map(({ id }) => id)).toContain('whisper-1');
    expect((await models.retrieve('whisper-1')).object).toBe('model');
    expect((await refusal(models.retrieve('whisper-9'))).code).toBe('model_not_found');
  });

  it.each([
    ['another key', 'sk-wrong', {}, 401, 'invalid_api_key'],
    ['no quota', 'sk-broke', {}, 429, 'insufficient_quota'],
    ['a model', 'sk', { model: 'whisper-9' }, 404, 'model_not_found'],
    [
      'a format of another model',
      'sk',
      { model: 'gpt-4o-transcribe', response_format: 'srt' },
      400,
      'unsupported_value',
    ],
    ['a language', 'sk', { language: 'en-US' }, 400, 'invalid_language_format'],
  ] as const)('hears why not: %s', async (_, key, more, status, code) => {
    const asked = { file: await recording(), model: 'whisper-1', ...more } as OpenAI.Audio.TranscriptionCreateParams;
    expect(await refusal(clientOf(key).audio.transcriptions.create(asked))).toMatchObject({ status, code });
  });

  it('hears of files that are none, or are too large', async () => {
    const of = async (bytes: Buffer, name: string) => {
      const file = await toFile(bytes, name);
      return refusal(audio().create({ file, model: 'whisper-1' }));
    };
    expect((await of(Buffer.from('text'), 'call.txt')).message).toContain('Unrecognized file format');
    expect((await of(Buffer.from('text'), 'call.wav')).message).toContain('could not be decoded');
    const large = await of(Buffer.alloc(26_214_400), 'call.wav');
    expect([large.status, large.type]).toEqual([413, 'server_error']);
    expect(large.message).toContain('Maximum content size limit (26214400) exceeded');
  });

  it('hears of limits with every answer, and when to come back', async () => {
    const { response } = await clientOf('sk').models.list().withResponse();
    expect(response.headers.get('x-ratelimit-limit-requests')).toBe('500');
    simulator.behave('openai', { retryAfter: 7 });
    const error = await refusal(clientOf('sk').models.list());
    expect([error.status, error.code, error.headers?.get('retry-after')]).toEqual([429, 'rate_limit_exceeded', '7']);
    simulator.behave('openai', { error: 'insufficient_quota' });
    expect(await refusal(clientOf('sk').models.list())).toMatchObject({ status: 429, type: 'insufficient_quota' });
    simulator.behave('openai', { status: 503 });
    expect(await refusal(clientOf('sk').models.list())).toMatchObject({ status: 503, type: 'server_error' });
  });
});

it('a server of whisper.cpp needs no key and takes WAV alone', async () => {
  const post = async (bytes: Buffer) => {
    const form = new FormData();
    form.append('file', new File([Uint8Array.from(bytes)], 'call.wav'));
    form.append('response_format', 'verbose_json');
    const answer = await fetch(`${simulator.url}/openai/inference`, { method: 'POST', body: form });
    return [answer.status, await answer.json()] as const;
  };
  expect(await post(wav(tone({ seconds: 3 })))).toMatchObject([200, { segments: [{ start: 0, end: 3 }] }]);
  expect(await post(Buffer.from('ID3'))).toEqual([400, { error: 'failed to read audio data' }]);
  expect((await fetch(`${simulator.url}/openai/health`)).status).toBe(200);
});
