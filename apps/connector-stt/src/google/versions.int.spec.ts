import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ActionOutcome } from '@hookswitch/connector-sdk';
import type { JsonObject } from '@hookswitch/domain';
import { newId, serviceAccount, startHarness, type CallOptions } from '../harness.spec-helper.js';

/** What the versions of the API do alike, and what only the second does. */
let harness: Awaited<ReturnType<typeof startHarness>>;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());
beforeEach(() => {
  harness.simulator.behave('google');
  harness.simulator.clearRequests();
});

const V2 = { apiVersion: 'v2' };
const perform = (options: CallOptions) => harness.connector.perform(harness.call(options));
const outputOf = async (options: CallOptions): Promise<JsonObject> => {
  let here = await perform(options);
  for (let polls = 0; here.kind === 'pending' && polls < 5; polls += 1) {
    here = (await harness.connector.resume?.(harness.call(options), here.state)) as ActionOutcome;
  }
  if (here.kind !== 'succeeded') throw new Error(JSON.stringify(here));
  return here.output as JsonObject;
};

describe.each(['v1', 'v2'])('Google Speech %s', (apiVersion) => {
  const settings = { apiVersion };

  it('cuts segments at sentences, with the times of their words', async () => {
    const { segments } = await outputOf({ recording: 'long.wav?seconds=15', settings });
    expect(segments).toEqual([
      { start: 0, end: 5, text: 'Good morning, where is my order?', confidence: 0.93 },
      { start: 5, end: 10, text: 'I paid twenty euro on Monday and nothing has arrived.', confidence: 0.93 },
      { start: 10, end: 15, text: 'Let me look that up for you.', confidence: 0.93 },
    ]);
  });

  it.each(['stereo.wav', 'long.wav?seconds=61&channels=2'])('keeps the channels of %s apart', async (recording) => {
    const { segments } = await outputOf({ id: newId(), recording, settings: { ...settings, speakerLabels: true } });
    expect((segments as readonly JsonObject[]).slice(0, 2)).toMatchObject([
      { start: 0, text: 'Good morning, where is my order?', channel: 1 },
      { start: 0, text: 'I paid twenty euro on Monday and nothing has arrived.', channel: 2 },
    ]);
    expect(JSON.stringify(segments)).not.toContain('speaker');
  });

  it('labels speakers who share a channel', async () => {
    const recording = 'long.wav?seconds=15';
    const { segments, transcript } = await outputOf({ recording, settings: { ...settings, speakerLabels: true } });
    expect(segments).toMatchObject([
      { start: 0, end: 5, speaker: '1' },
      { start: 5, end: 10, speaker: '2' },
      { start: 10, end: 15, speaker: '1' },
    ]);
    expect(transcript).toBe(
      'Good morning, where is my order? I paid twenty euro on Monday and nothing has arrived. Let me look that up for you.',
    );
  });

  it('says which of several languages was heard', async () => {
    const model = 'latest_long';
    const options = { params: { model }, settings: { ...settings, alternativeLanguages: ['cs-CZ'] } };
    expect(await outputOf(options)).toMatchObject({ language: 'cs-CZ' });
  });

  /** `telephony.md` 5.2, by the code that Google answers with: class at once, class of a submission, class of a job that ended so. */
  const table = [
    ['INVALID_ARGUMENT', 3, 'permanent', 'permanent', 'permanent'],
    ['FAILED_PRECONDITION', 9, 'permanent', 'permanent', 'permanent'],
    ['OUT_OF_RANGE', 11, 'permanent', 'permanent', 'permanent'],
    ['CANCELLED', 1, 'permanent', 'permanent', 'permanent'],
    ['UNIMPLEMENTED', 12, 'permanent', 'permanent', 'permanent'],
    ['NOT_FOUND', 5, 'permanent', 'permanent', 'permanent'],
    ['UNAUTHENTICATED', 16, 'config', 'config', 'config'],
    ['PERMISSION_DENIED', 7, 'config', 'config', 'config'],
    ['ABORTED', 10, 'retry', 'retry', 'retry'],
    ['RESOURCE_EXHAUSTED', 8, 'retry-after', 'retry-after', 'retry-after'],
    ['INTERNAL', 13, 'retry', 'unknown', 'retry'],
    ['UNKNOWN', 2, 'retry', 'unknown', 'retry'],
    ['UNAVAILABLE', 14, 'retry', 'unknown', 'retry'],
    ['DEADLINE_EXCEEDED', 4, 'retry', 'unknown', 'retry'],
  ] as const;
  const submit = apiVersion === 'v1' ? 'longrunningrecognize' : 'batchRecognize';
  const classOf = (outcome: ActionOutcome | undefined) =>
    outcome !== undefined && 'error' in outcome ? outcome.error.class : JSON.stringify(outcome);
  const long = () => ({ id: newId(), recording: 'long.wav?seconds=61', settings });
  const ended = async (operation: { readonly error?: number; readonly fileError?: number }) => {
    const options = long();
    harness.simulator.behave('google', { operation: { ...operation, polls: 1 }, match: { path: submit } });
    const started = await perform(options);
    if (started.kind !== 'pending') return started;
    const over = await harness.connector.resume?.(harness.call(options), started.state);
    expect(harness.google(`/o/${options.id}`).map(({ method }) => method)).toEqual(['DELETE']);
    return over;
  };

  it.each(table)('%s (%i) is %s at once, %s for a submission, %s in a job', async (name, code, sync, sent, over) => {
    // A kept token that is refused is replaced first; a new account's is fresh.
    await perform({ settings });
    harness.simulator.behave('google', { error: name, match: { path: ':recognize' } });
    const first = classOf(await perform({ settings }));
    if (name === 'UNAUTHENTICATED') expect(first).toBe('retry');
    expect(classOf(await perform({ settings }))).toBe(sync);
    harness.simulator.behave('google', { error: name, match: { path: submit } });
    const doubted = await perform(long());
    expect(classOf(name === 'UNAUTHENTICATED' ? await perform(long()) : doubted)).toBe(sent);
    expect(classOf(await ended({ error: code }))).toBe(over);
    if (apiVersion === 'v2') expect(classOf(await ended({ fileError: code }))).toBe(over);
  });

  it('waits as long as RetryInfo says', async () => {
    harness.simulator.behave('google', { retryAfter: 42, match: { path: submit } });
    expect(await perform(long())).toMatchObject({ kind: 'retry', throttled: true, afterMs: 42_000 });
  });
});

describe('v2 alone', () => {
  it.each(['alaw.wav', 'call.mp3', 'call.m4a'])('reads %s, which v1 does not', async (recording) => {
    expect(await outputOf({ id: newId(), recording, settings: V2 })).toMatchObject({
      transcript: 'Good morning, where is my order?',
    });
    expect(await perform({ recording })).toMatchObject({ kind: 'failed', error: { code: 'unsupported_encoding' } });
  });

  it('takes v1’s names of models for its own, and says that nothing is enhanced', async () => {
    expect(await outputOf({ settings: V2 })).toMatchObject({
      model: 'telephony',
      notes: [expect.stringContaining('use_enhanced')],
    });
    expect(await outputOf({ settings: V2, params: { use_enhanced: false, model: 'video' } })).not.toHaveProperty(
      'notes',
    );
  });

  it('is asked in its place, for the recognizer and the project of the connection', async () => {
    const settings = { ...V2, region: 'europe-west4', recognizer: 'calls', project: 'other' };
    await outputOf({ settings, params: { model: 'chirp_2' } });
    expect(harness.google()[0]?.path).toMatch(
      /^\/v2\/projects\/other\/locations\/europe-west4\/recognizers\/calls:recognize/,
    );
    expect(harness.google()[0]?.headers['x-goog-user-project']).toBe('other');
  });

  it('a model that is elsewhere is refused for good', async () => {
    expect(await perform({ settings: V2, params: { model: 'chirp_2' } })).toMatchObject({
      error: {
        code: 'invalid_argument',
        message: expect.stringContaining('does not exist in the location') as unknown,
      },
    });
  });

  it('leaves the language open for models that find it out', async () => {
    const settings = { ...V2, region: 'eu', alternativeLanguages: ['auto'] };
    expect(await outputOf({ settings, params: { model: 'chirp_3', language: 'cs-CZ' } })).toMatchObject({
      language: 'en-US',
    });
  });

  it('a job is asked after where it is, though the connection has moved on', async () => {
    const options = { id: newId(), recording: 'long.wav?seconds=61', settings: { ...V2, region: 'eu' } };
    const started = await perform(options);
    if (started.kind !== 'pending') throw new Error(JSON.stringify(started));
    for (const settings of [{}, { ...V2, region: 'us', recognizer: 'calls' }]) {
      await harness.connector.resume?.(harness.call({ ...options, settings }), started.state);
    }
    expect(harness.google('/operations/').map(({ path }) => path.split('/operations/')[0])).toEqual([
      '/v2/projects/example/locations/eu',
      '/v2/projects/example/locations/eu',
    ]);
  });

  it.each([
    ['region_unknown', { region: 'europe-west4' }],
    ['project_missing', { ...V2, project: '' }],
  ])('%s is a matter of the connection', async (code, settings) => {
    const credentials = code === 'project_missing' ? { credentials: serviceAccount('stt@example.com', '') } : {};
    expect(await perform({ settings, ...credentials })).toMatchObject({ error: { code, class: 'config' } });
    expect(harness.google()).toEqual([]);
  });
});
