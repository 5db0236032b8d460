import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v1 } from '@google-cloud/speech';
import { tone } from '../audio/tone.js';
import { wav } from '../audio/wav.js';
import { createSimulator, type Simulator } from '../create-simulator.js';
import { account, clientOptions, once, stage, storage, token } from './client.spec-helper.js';

let simulator: Simulator;
let client: v1.SpeechClient;
const short = { content: wav(tone({ seconds: 12 })).toString('base64') };
const english = { languageCode: 'en-US', model: 'phone_call' };

beforeAll(async () => {
  simulator = await createSimulator({ port: 0, host: '127.0.0.1' });
  client = new v1.SpeechClient(clientOptions(simulator));
});
afterAll(async () => {
  await client.close();
  await simulator.close();
});
beforeEach(() => simulator.behave('google'));

describe('Google’s own speech client', () => {
  it('transcribes a short recording at once', async () => {
    const [answer] = await client.recognize(
      { config: { ...english, enableWordTimeOffsets: true }, audio: short },
      once,
    );
    expect(answer.results).toHaveLength(2);
    expect(answer.results?.[0]?.alternatives?.[0]?.transcript).toBe('Good morning, where is my order?');
    expect(answer.results?.[0]?.alternatives?.[0]?.words?.[0]?.word).toBe('Good');
    expect(answer.totalBilledTime).toMatchObject({ seconds: '15' });
  });

  it('sends enums as numbers, which are understood as well as names', async () => {
    await expect(
      client.recognize({ config: { ...english, encoding: 'LINEAR16' }, audio: short }, once),
    ).resolves.toBeDefined();
    await expect(
      client.recognize({ config: { ...english, encoding: 'MULAW' }, audio: short }, once),
    ).rejects.toMatchObject({
      code: 3,
    });
    const sent = simulator.requests({ provider: 'google' }).at(-1);
    expect(sent?.path).toBe('/v1/speech:recognize?$alt=json%3Benum-encoding=int');
  });

  it.each([
    [
      'a language the model does not speak',
      { languageCode: 'de-DE', model: 'phone_call' },
      short,
      /not supported for language : de-DE/,
    ],
    ['an unknown model', { languageCode: 'en-US', model: 'telephone' }, short, /Incorrect model/],
    ['a URL that is not gs://', english, { uri: 'https://example.com/a.wav' }, /gs:\/\//],
    ['two sources', english, { ...short, uri: 'gs://a/b' }, /exactly one/],
    ['A-law', english, { content: wav(tone({ seconds: 1 }), 'alaw').toString('base64') }, /WAV format 6/],
    [
      'over a minute at once',
      english,
      { content: wav(tone({ seconds: 61 })).toString('base64') },
      /Sync input too long/,
    ],
  ])('is refused %s', async (_case, config, audio, message) => {
    const call = client.recognize({ config, audio }, once);
    await expect(call).rejects.toMatchObject({ code: 3, message: expect.stringMatching(message) as unknown });
  });

  it('runs a long job, sees its progress and its result', async () => {
    const uri = await stage(simulator, 'long-1', 90);
    const [operation] = await client.longRunningRecognize({ config: english, audio: { uri } }, once);
    const [first] = await client.operationsClient.getOperation({ name: operation.name ?? '' } as never, once);
    expect(first).toMatchObject({ done: false, name: operation.name });
    const done = await client.checkLongRunningRecognizeProgress(operation.name ?? '');
    expect(done.metadata).toMatchObject({ progressPercent: 100, uri });
    expect(done.result).toMatchObject({ results: { length: 18 } });
  });

  it('finds its operations in the list, without those that were lost', async () => {
    simulator.behave('google', { operation: { lost: true }, times: 1, match: { path: 'longrunning' } });
    const uri = await stage(simulator, 'lost-1', 61);
    const [operation] = await client.longRunningRecognize({ config: english, audio: { uri } }, once);
    await expect(client.checkLongRunningRecognizeProgress(operation.name ?? '')).rejects.toMatchObject({ code: 5 });
    const listed = await client.operationsClient.listOperations({ name: '', filter: '' } as never, once);
    // Its types say a response, its code gives a list of operations.
    const [operations] = listed as unknown as readonly [readonly { readonly name: string }[]];
    expect(operations.length).toBeGreaterThan(0);
    expect(operations.map(({ name }) => name)).not.toContain(operation.name);
  });

  it('meets an error inside a done operation', async () => {
    simulator.behave('google', { operation: { error: 13, polls: 1 }, match: { path: 'longrunning' } });
    const uri = await stage(simulator, 'failed-1', 61);
    const [operation] = await client.longRunningRecognize({ config: english, audio: { uri } }, once);
    const done = await client.checkLongRunningRecognizeProgress(operation.name ?? '');
    expect(done.error).toMatchObject({ code: 13 });
  });

  it('is told the channel count that the header has', async () => {
    const stereo = { content: wav(tone({ seconds: 6, channels: 2 })).toString('base64') };
    const config = { ...english, enableSeparateRecognitionPerChannel: true };
    await expect(client.recognize({ config, audio: stereo }, once)).rejects.toMatchObject({ code: 3 });
    const [{ results }] = await client.recognize({ config: { ...config, audioChannelCount: 2 }, audio: stereo }, once);
    expect(results?.map(({ channelTag }) => channelTag)).toEqual([1, 2]);
  });

  it('finds speakers in the last result, and the last of several languages', async () => {
    const config = {
      ...english,
      enableWordTimeOffsets: true,
      diarizationConfig: { enableSpeakerDiarization: true },
      alternativeLanguageCodes: ['cs-CZ'],
    };
    const [{ results = [] }] = await client.recognize({ config, audio: short }, once);
    expect(results?.map(({ languageCode }) => languageCode)).toEqual(['cs-cz', 'cs-cz', 'cs-cz']);
    expect(results?.[0]?.alternatives?.[0]?.words?.[0]).toMatchObject({ speakerLabel: '' });
    expect(results?.at(-1)?.alternatives?.[0]?.words?.map(({ speakerLabel }) => speakerLabel)).toHaveLength(16);
  });

  it('is told how long to wait when the quota is used up', async () => {
    simulator.behave('google', { retryAfter: 7 });
    await expect(client.recognize({ config: english, audio: short }, once)).rejects.toMatchObject({
      code: 8,
      statusDetails: [{ retryDelay: { seconds: { low: 7 } } }],
    });
  });
});

describe('tokens', () => {
  it('a service account gets one, a revoked one does not', async () => {
    expect(await token(simulator)).toMatch(/^ya29\./);
    const revoked = account('revoked@example.iam.gserviceaccount.com');
    await expect(token(simulator, revoked)).rejects.toThrow('invalid_grant');
  });

  it('nothing answers without one', async () => {
    const answer = await fetch(`${simulator.url}/google/v1/operations`);
    expect([answer.status, await answer.json()]).toMatchObject([401, { error: { status: 'UNAUTHENTICATED' } }]);
  });
});

describe('storage', () => {
  it('takes a file in pieces, describes it and deletes it', async () => {
    const start = await storage(simulator, 'POST', '/upload/storage/v1/b/calls/o?uploadType=resumable&name=pieces');
    const session = new URL(start.headers.get('location') ?? '');
    const path = session.pathname.slice('/google'.length) + session.search;
    const first = await storage(simulator, 'PUT', path, Buffer.alloc(4, 1), { 'content-range': 'bytes 0-3/6' });
    expect([first.status, first.headers.get('range')]).toEqual([308, 'bytes=0-3']);
    expect((await storage(simulator, 'PUT', path, Buffer.alloc(2, 1), { 'content-range': 'bytes 2-3/6' })).status).toBe(
      400,
    );
    const last = await storage(simulator, 'PUT', path, Buffer.alloc(2, 1), { 'content-range': 'bytes 4-5/6' });
    expect(await last.json()).toMatchObject({ name: 'pieces', size: '6' });
    expect((await storage(simulator, 'DELETE', '/storage/v1/b/calls/o/pieces')).status).toBe(204);
    expect((await storage(simulator, 'GET', '/storage/v1/b/calls/o/pieces')).status).toBe(404);
  });

  it('knows buckets that are there, missing and forbidden', async () => {
    const statuses = ['calls', 'missing-1', 'forbidden-1'].map(
      async (name) => (await storage(simulator, 'GET', `/storage/v1/b/${name}`)).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 404, 403]);
  });
});
