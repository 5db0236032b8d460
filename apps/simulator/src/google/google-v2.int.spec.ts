import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { protos, v2 } from '@google-cloud/speech';
import { tone } from '../audio/tone.js';
import { wav } from '../audio/wav.js';
import { createSimulator, type Simulator } from '../create-simulator.js';
import { clientOptions, once, stage } from './client.spec-helper.js';

let simulator: Simulator;
let client: v2.SpeechClient;
const PARENT = 'projects/example/locations/global';
const recognizer = `${PARENT}/recognizers/_`;
const features = { enableWordTimeOffsets: true };
const english = { autoDecodingConfig: {}, model: 'telephony', languageCodes: ['en-US'], features };
const content = wav(tone({ seconds: 12 })).toString('base64');
const inline = { inlineResponseConfig: {} };

beforeAll(async () => {
  simulator = await createSimulator({ port: 0, host: '127.0.0.1' });
  client = new v2.SpeechClient(clientOptions(simulator));
});
afterAll(async () => {
  await client.close();
  await simulator.close();
});
beforeEach(() => simulator.behave('google'));

const batch = (uri: string, config: object = english) =>
  client.batchRecognize({ recognizer, config, files: [{ uri }], recognitionOutputConfig: inline }, once);
const progressOf = async (name: string | undefined) => client.checkBatchRecognizeProgress(name ?? '');
const fileOf = async (uri: string, config?: object) => {
  const [operation] = await batch(uri, config);
  await progressOf(operation.name);
  const { result } = await progressOf(operation.name);
  return (result as protos.google.cloud.speech.v2.IBatchRecognizeResponse).results?.[uri];
};

describe('Google’s own client for speech v2', () => {
  it('transcribes a short recording at once, in any place and with any recognizer of the project', async () => {
    const [answer] = await client.recognize({ recognizer, config: english, content }, once);
    expect(answer.results).toHaveLength(2);
    const [best] = answer.results?.[0]?.alternatives ?? [];
    expect(best?.transcript).toBe('Good morning, where is my order?');
    expect(best?.words?.[1]).toMatchObject({ word: 'morning,', endOffset: { nanos: expect.any(Number) as unknown } });
    expect(answer).toMatchObject({
      results: [{ languageCode: 'en-US', resultEndOffset: { seconds: '5' } }, {}],
      metadata: { totalBilledDuration: { seconds: '15' } },
    });
    const elsewhere = 'projects/example/locations/europe-west4/recognizers/calls';
    await expect(client.recognize({ recognizer: elsewhere, config: english, content }, once)).resolves.toBeDefined();
    expect(simulator.requests({ provider: 'google' }).at(-1)?.path).toMatch(
      /^\/v2\/projects\/example\/locations\/europe-west4\/recognizers\/calls:recognize/,
    );
  });

  it('sends enums as numbers, which are understood as well as names', async () => {
    const decoding = (encoding: 'ALAW' | 'LINEAR16') => ({ encoding, sampleRateHertz: 8000, audioChannelCount: 1 });
    const { autoDecodingConfig: _, ...rest } = english;
    const config = { ...rest, explicitDecodingConfig: decoding('ALAW') };
    await expect(client.recognize({ recognizer, config, content }, once)).resolves.toBeDefined();
    const sent = simulator.requests({ provider: 'google' }).at(-1);
    // A body of this length is kept as text.
    expect(sent).toMatchObject({ body: expect.stringContaining('"encoding":3,') as unknown });
    const separate = { ...english, features: { multiChannelMode: 'SEPARATE_RECOGNITION_PER_CHANNEL' as const } };
    const stereo = wav(tone({ seconds: 6, channels: 2 })).toString('base64');
    const [answer] = await client.recognize({ recognizer, config: separate, content: stereo }, once);
    expect(answer.results?.map(({ channelTag }) => channelTag)).toEqual([1, 2]);
  });

  it.each([
    ['a model of v1', { ...english, model: 'default' }, content, /model "default" does not exist in the location/],
    ['a model that is elsewhere', { ...english, model: 'chirp_2' }, content, /"chirp_2" does not exist .* "global"/],
    ['no language', { ...english, languageCodes: [] }, content, /language/],
    ['no decoding', { model: 'long', languageCodes: ['en-US'] }, content, /decoding_config/],
    ['an open language of a model that has none', { ...english, languageCodes: ['auto'] }, content, /"auto"/],
    [
      'channels of a model for phrases',
      { ...english, model: 'short', features: { multiChannelMode: 1 } },
      content,
      /multi_channel_mode/,
    ],
    ['over a minute at once', english, wav(tone({ seconds: 61 })).toString('base64'), /maximum of 60 seconds/],
    ['what is no sound', english, Buffer.from('<html>').toString('base64'), /supported encoding/],
  ])('is refused %s', async (_case, config, audio, message) => {
    const call = client.recognize({ recognizer, config, content: audio }, once);
    await expect(call).rejects.toMatchObject({ code: 3, message: expect.stringMatching(message) as unknown });
  });

  it('is refused a recognizer that is not there', async () => {
    const call = client.recognize({ recognizer: `${PARENT}/recognizers/missing-1`, config: english, content }, once);
    await expect(call).rejects.toMatchObject({ code: 5, message: expect.stringContaining('missing-1') as unknown });
  });

  it.each(['alaw', 'mulaw'] as const)('reads %s', async (format) => {
    const audio = wav(tone({ seconds: 3 }), format).toString('base64');
    await expect(client.recognize({ recognizer, config: english, content: audio }, once)).resolves.toBeDefined();
  });

  it('hears the last of several languages', async () => {
    const config = { ...english, languageCodes: ['en-US', 'cs-CZ'] };
    const [{ results }] = await client.recognize({ recognizer, config, content }, once);
    expect(results?.map(({ languageCode }) => languageCode)).toEqual(['cs-CZ', 'cs-CZ']);
  });

  it('tells speakers apart in a running aggregate', async () => {
    const config = { ...english, features: { ...features, diarizationConfig: {} } };
    const [{ results }] = await client.recognize({ recognizer, config, content }, once);
    const labels = results?.at(-1)?.alternatives?.[0]?.words?.map(({ speakerLabel }) => speakerLabel) ?? [];
    expect([labels[0], labels.at(-1), labels.length]).toEqual(['1', '2', 16]);
  });
});

describe('a batch', () => {
  it('makes progress, names its object, and is listed where it runs', async () => {
    const uri = await stage(simulator, 'v2-long', 90);
    const [operation] = await batch(uri);
    expect(operation.name).toMatch(/^projects\/example\/locations\/global\/operations\/\d+$/);
    const name = operation.name ?? '';
    const half = await progressOf(name);
    expect([half.done, half.metadata]).toMatchObject([false, { progressPercent: 50 }]);
    const whole = await progressOf(name);
    expect(whole).toMatchObject({ done: true, metadata: { progressPercent: 100 } });
    const list = async (parent: string) => {
      const answer = await client.operationsClient.listOperations({ name: parent, filter: '' } as never, once);
      const [operations] = answer as unknown as [readonly protos.google.longrunning.IOperation[]];
      return operations.map(({ metadata }) => {
        const { batchRecognizeRequest } = protos.google.cloud.speech.v2.OperationMetadata.decode(
          metadata?.value as Uint8Array,
        );
        return batchRecognizeRequest?.files?.[0]?.uri;
      });
    };
    expect(await list(PARENT)).toContain(uri);
    expect(await list('projects/example/locations/eu')).toEqual([]);
  });

  it('answers inline, channel by channel', async () => {
    const uri = await stage(simulator, 'v2-stereo', 61, 2);
    const config = { ...english, features: { multiChannelMode: 'SEPARATE_RECOGNITION_PER_CHANNEL' } };
    const file = await fileOf(uri, config);
    expect(file?.inlineResult?.transcript?.results).toHaveLength(24);
  });

  it('tells an error of its file beside it, in an operation that went well', async () => {
    expect(await fileOf('gs://calls/nothing-there')).toMatchObject({ error: { code: 5 } });
    simulator.behave('google', { operation: { fileError: 13 }, match: { path: 'batchRecognize' } });
    expect(await fileOf(await stage(simulator, 'v2-file', 61))).toMatchObject({ error: { code: 13 } });
  });

  it('can fail as a whole, and be lost', async () => {
    const uri = await stage(simulator, 'v2-failed', 61);
    simulator.behave('google', { operation: { error: 14, polls: 1 }, times: 1, match: { path: 'batchRecognize' } });
    const [failed] = await batch(uri);
    expect(await progressOf(failed.name)).toMatchObject({ done: true, error: { code: 14 } });
    simulator.behave('google', { operation: { lost: true }, match: { path: 'batchRecognize' } });
    const [lost] = await batch(uri);
    await expect(progressOf(lost.name)).rejects.toMatchObject({ code: 5 });
  });

  it.each([
    ['no file', { files: [] }, /15 files/],
    ['a file that is elsewhere', { files: [{ uri: 'https://example.com/a.wav' }] }, /gs:\/\//],
    ['no place for its output', { recognitionOutputConfig: {} }, /RecognitionOutputConfig/],
  ])('is refused with %s', async (_case, more, message) => {
    const files = [{ uri: 'gs://calls/a' }];
    const request = { recognizer, config: english, files, recognitionOutputConfig: inline, ...more };
    const call = client.batchRecognize(request, once);
    await expect(call).rejects.toMatchObject({ code: 3, message: expect.stringMatching(message) as unknown });
  });
});

it('several codes share a status: a name says which', async () => {
  simulator.behave('google', { error: 'FAILED_PRECONDITION' });
  await expect(client.recognize({ recognizer, config: english, content }, once)).rejects.toMatchObject({ code: 9 });
});
