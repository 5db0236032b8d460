import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { v1 } from '@google-cloud/speech';
import { JWT } from 'google-auth-library';
import { tone } from '../audio/tone.js';
import { wav } from '../audio/wav.js';
import { createSimulator, type Simulator } from '../create-simulator.js';

let simulator: Simulator;
let client: v1.SpeechClient;
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const account = (email = 'stt@example.iam.gserviceaccount.com') =>
  new JWT({ email, key: privateKey, scopes: ['https://www.googleapis.com/auth/cloud-platform'] });
const short = { content: wav(tone({ seconds: 12 })).toString('base64') };
const english = { languageCode: 'en-US', model: 'phone_call' };
const once = { retry: null, timeout: 5000 };

beforeAll(async () => {
  simulator = await createSimulator({ port: 0, host: '127.0.0.1' });
  client = new v1.SpeechClient({
    fallback: true,
    protocol: 'http',
    apiEndpoint: '127.0.0.1',
    port: Number(new URL(simulator.url).port),
    authClient: account(),
    projectId: 'example',
  });
});
afterAll(async () => {
  await client.close();
  await simulator.close();
});
beforeEach(() => simulator.behave('google'));

const token = async (): Promise<string> => {
  const jwt = account();
  jwt.transporter.interceptors.request.add({
    resolved: (config) => Promise.resolve({ ...config, url: new URL(`${simulator.url}/google/token`) }),
  });
  return (await jwt.getAccessToken()).token ?? '';
};
const storage = async (method: string, path: string, body?: Buffer, headers: Record<string, string> = {}) =>
  fetch(`${simulator.url}/google${path}`, {
    method,
    headers: { authorization: `Bearer ${await token()}`, ...headers },
    redirect: 'manual',
    ...(body === undefined ? {} : { body: Uint8Array.from(body) }),
  });
const stage = async (name: string, seconds: number) => {
  const body = wav(tone({ seconds, level: 0.1 }));
  const answer = await storage('POST', `/upload/storage/v1/b/calls/o?uploadType=media&name=${name}`, body);
  expect(answer.status).toBe(200);
  return `gs://calls/${name}`;
};

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
    const uri = await stage('long-1', 90);
    const [operation] = await client.longRunningRecognize({ config: english, audio: { uri } }, once);
    const [first] = await client.operationsClient.getOperation({ name: operation.name ?? '' } as never, once);
    expect(first).toMatchObject({ done: false, name: operation.name });
    const done = await client.checkLongRunningRecognizeProgress(operation.name ?? '');
    expect(done.metadata).toMatchObject({ progressPercent: 100, uri });
    expect(done.result).toMatchObject({ results: { length: 18 } });
  });

  it('finds its operations in the list, without those that were lost', async () => {
    simulator.behave('google', { operation: { lost: true }, times: 1, match: { path: 'longrunning' } });
    const uri = await stage('lost-1', 61);
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
    const uri = await stage('failed-1', 61);
    const [operation] = await client.longRunningRecognize({ config: english, audio: { uri } }, once);
    const done = await client.checkLongRunningRecognizeProgress(operation.name ?? '');
    expect(done.error).toMatchObject({ code: 13 });
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
    expect(await token()).toMatch(/^ya29\./);
    const jwt = account('revoked@example.iam.gserviceaccount.com');
    jwt.transporter.interceptors.request.add({
      resolved: (config) => Promise.resolve({ ...config, url: new URL(`${simulator.url}/google/token`) }),
    });
    await expect(jwt.getAccessToken()).rejects.toThrow('invalid_grant');
  });

  it('nothing answers without one', async () => {
    const answer = await fetch(`${simulator.url}/google/v1/operations`);
    expect([answer.status, await answer.json()]).toMatchObject([401, { error: { status: 'UNAUTHENTICATED' } }]);
  });
});

describe('storage', () => {
  it('takes a file in pieces, describes it and deletes it', async () => {
    const start = await storage('POST', '/upload/storage/v1/b/calls/o?uploadType=resumable&name=pieces');
    const session = new URL(start.headers.get('location') ?? '');
    const path = session.pathname.slice('/google'.length) + session.search;
    const first = await storage('PUT', path, Buffer.alloc(4, 1), { 'content-range': 'bytes 0-3/6' });
    expect([first.status, first.headers.get('range')]).toEqual([308, 'bytes=0-3']);
    expect((await storage('PUT', path, Buffer.alloc(2, 1), { 'content-range': 'bytes 2-3/6' })).status).toBe(400);
    const last = await storage('PUT', path, Buffer.alloc(2, 1), { 'content-range': 'bytes 4-5/6' });
    expect(await last.json()).toMatchObject({ name: 'pieces', size: '6' });
    expect((await storage('DELETE', '/storage/v1/b/calls/o/pieces')).status).toBe(204);
    expect((await storage('GET', '/storage/v1/b/calls/o/pieces')).status).toBe(404);
  });

  it('knows buckets that are there, missing and forbidden', async () => {
    const statuses = ['calls', 'missing-1', 'forbidden-1'].map(
      async (name) => (await storage('GET', `/storage/v1/b/${name}`)).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 404, 403]);
  });
});
