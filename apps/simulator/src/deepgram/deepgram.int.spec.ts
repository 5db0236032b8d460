import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DeepgramClient, DeepgramError } from '@deepgram/sdk';
import { tone } from '../audio/tone.js';
import { wav } from '../audio/wav.js';
import { createSimulator, type Simulator } from '../create-simulator.js';

let simulator: Simulator;
const clientOf = (apiKey: string) =>
  new DeepgramClient({ apiKey, baseUrl: `${simulator.url}/deepgram`, maxRetries: 0 });
type Asked = Parameters<DeepgramClient['listen']['v1']['media']['transcribeFile']>[1];
const transcribe = async (sound: Buffer, asked: Asked = {}, key = 'dg-simulated') => {
  const answer = await clientOf(key).listen.v1.media.transcribeFile(sound, asked);
  if (!('results' in answer)) throw new Error('it was only accepted');
  return answer;
};
beforeAll(async () => {
  simulator = await createSimulator({ port: 0, host: '127.0.0.1' });
});
afterAll(() => simulator.close());
beforeEach(() => {
  simulator.behave('deepgram');
  simulator.clearRequests();
});

const mono = wav(tone({ seconds: 12 }));
const stereo = wav(tone({ seconds: 3, channels: 2 }));
const refusal = async (work: Promise<unknown>): Promise<DeepgramError> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DeepgramError) return error;
  throw new Error('it was not refused', { cause: error });
};

describe('Deepgram’s own client', () => {
  it('transcribes a recording, plainly or formatted', async () => {
    const { metadata, results } = await transcribe(mono, { model: 'nova-3' });
    expect(metadata).toMatchObject({ duration: 12, channels: 1 });
    expect(results.channels[0]?.alternatives?.[0]).toMatchObject({
      transcript: 'good morning where is my order i paid twenty euro on monday and nothing has arrived',
      confidence: 0.98,
    });
    expect(results.utterances).toBeUndefined();
    const formatted = await transcribe(mono, { model: 'nova-3', smart_format: true });
    expect(formatted.results.channels[0]?.alternatives?.[0]?.transcript).toMatch(/^Good morning, where is my order\?/);
    expect(simulator.requests({ provider: 'deepgram' })).toHaveLength(2);
  });

  it('tells utterances, channels and speakers', async () => {
    const asked = { model: 'nova-3', utterances: true, smart_format: true } as const;
    const { results, metadata } = await transcribe(stereo, { ...asked, multichannel: true });
    expect(metadata.channels).toBe(2);
    expect(results.channels).toHaveLength(2);
    expect(results.utterances?.map(({ channel, speaker }) => [channel, speaker])).toEqual([
      [0, undefined],
      [1, undefined],
    ]);
    const speakers = await transcribe(mono, { ...asked, diarize_model: 'latest' });
    expect(speakers.results.utterances?.map(({ start, end, speaker }) => [start, end, speaker])).toEqual([
      [0, 5, 0],
      [5, 10, 1],
    ]);
  });

  it('hears which language is spoken', async () => {
    const { results } = await transcribe(mono, { model: 'nova-3', detect_language: true });
    expect(results.channels[0]?.detected_language).toBe('en');
  });

  it('transcribes what stands at an address', async () => {
    const asked = { url: 'https://example.com/call.wav', model: 'nova-3' } as const;
    expect(await clientOf('dg').listen.v1.media.transcribeUrl(asked)).toMatchObject({ metadata: { duration: 3 } });
  });

  it('lists projects', async () => {
    expect((await clientOf('dg').manage.v1.projects.list()).projects).toHaveLength(1);
  });

  it.each([
    ['another key', 'dg-wrong', {}, 401, 'INVALID_AUTH'],
    ['no credit', 'dg-broke', {}, 402, 'ASR_PAYMENT_REQUIRED'],
    ['a model', 'dg', { model: 'nova-9' as 'nova-3' }, 400, 'Bad Request'],
    ['a language', 'dg', { model: 'nova-2-phonecall', language: 'de' }, 400, 'Bad Request'],
  ] as const)('hears why not: %s', async (_, key, asked, statusCode, err_code) => {
    expect(await refusal(transcribe(mono, asked, key))).toMatchObject({ statusCode, body: { err_code } });
  });

  it('hears of what is no sound, and of rights that a key has not', async () => {
    const error = await refusal(transcribe(Buffer.from('text')));
    expect([error.statusCode, error.body]).toMatchObject([
      400,
      { err_msg: expect.stringContaining('corrupt') as unknown },
    ]);
    expect(await refusal(clientOf('dg-listener').manage.v1.projects.list())).toMatchObject({
      statusCode: 403,
      body: { err_code: 'INSUFFICIENT_PERMISSIONS' },
    });
  });

  it.each([
    [{ retryAfter: 7 }, 429, { err_code: 'TOO_MANY_REQUESTS' }],
    [{ status: 413 }, 413, { err_code: 'PAYLOAD_TOO_LARGE' }],
    [{ status: 500 }, 500, { category: 'INTERNAL_SERVER_ERROR' }],
  ])('hears what it is told to hear: %j', async (behaviour, statusCode, body) => {
    simulator.behave('deepgram', behaviour);
    const error = await refusal(transcribe(mono));
    expect(error).toMatchObject({ statusCode, body });
    expect(error.rawResponse?.headers.get('retry-after')).toBe(statusCode === 429 ? '7' : null);
  });
});
