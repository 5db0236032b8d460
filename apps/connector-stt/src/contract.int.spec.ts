import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHttpClient, schemaValidator, type Call } from '@hookswitch/connector-sdk';
import { eventually } from '@hookswitch/testing';
import { eventType, type JsonObject } from '@hookswitch/domain';
import { startHarness, newId } from './harness.spec-helper.js';
import { manifest } from './manifest.js';

/** Beside the suite that every connector runs: what holds for the requests around the one that acts, and for what is published. */
let harness: Awaited<ReturnType<typeof startHarness>>;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

describe('the manifest', () => {
  const params = schemaValidator(manifest.parameters);
  const settings = schemaValidator(manifest.connection?.settings ?? {});
  const good: JsonObject = { language: 'en-US', use_enhanced: false, model: 'default' };

  it.each([
    ['language', { language: 'English!' }],
    ['use_enhanced', { use_enhanced: 'yes' }],
    ['model', { model: '' }],
    ['speaker', { speaker: 'x' }],
  ])('refuses a wrong %s by name', (name, wrong) => {
    expect(params(good)).toEqual([]);
    expect(params({ ...good, ...wrong }).map(({ pointer }) => pointer)).toEqual([`/${name}`]);
  });

  it('refuses settings that cannot work', () => {
    expect(settings({ bucket: 'calls', region: 'eu', recordingHosts: ['a.example.com'] })).toEqual([]);
    expect(settings({ bucket: 'gs://calls' })).not.toEqual([]);
    expect(settings({ region: 'mars' })).not.toEqual([]);
    expect(settings({ apiVersion: 'v2', region: 'europe-west4', recognizer: 'calls-1', speakerLabels: true })).toEqual(
      [],
    );
    expect(settings({ apiVersion: 'v3' })).not.toEqual([]);
    expect(settings({ recognizer: 'projects/p/locations/eu/recognizers/r' })).not.toEqual([]);
    expect(settings({ alternativeLanguages: ['cs-CZ', 'auto'] })).toEqual([]);
    expect(settings({ alternativeLanguages: ['Czech!'] })).not.toEqual([]);
    expect(settings({ alternativeLanguages: ['a', 'b', 'c', 'd'].map((letter) => `e${letter}`) })).not.toEqual([]);
    expect(settings({ provider: 'megaphone' })).not.toEqual([]);
  });

  it.each([
    { recording: 'stereo.wav' },
    { recording: 'long.wav?seconds=15', settings: { apiVersion: 'v2', speakerLabels: true } },
  ])('describes the output of %j as it is', async (options) => {
    const outcome = await harness.connector.perform(harness.call(options));
    expect(schemaValidator(manifest.output)((outcome as { output: unknown }).output)).toEqual([]);
  });
});

it.each([{}, { recording: 'long.wav?seconds=15', settings: { apiVersion: 'v2', speakerLabels: true } }])(
  'publishes an event of %j as the catalogue describes it',
  async (options) => {
    const outcome = await harness.connector.perform(harness.call(options));
    if (outcome.kind !== 'succeeded') throw new Error(outcome.kind);
    const schema = eventType('transcription.created')?.dataSchema ?? { not: {} };
    expect(outcome.events?.map(({ type, data }) => [type, schemaValidator(schema)(data)])).toEqual([
      ['transcription.created', []],
    ]);
  },
);

describe.each([
  ['v1', 'longrunning'],
  ['v2', 'batchRecognize'],
] as const)('a call with Google Speech %s', (apiVersion, submit) => {
  const settings = { apiVersion };
  const LONG = { recording: 'long.wav?seconds=61', settings };
  const abortable = (call: Call, signal: AbortSignal): Call => ({ ...call, signal });

  it('sends nothing when it is aborted already', async () => {
    const outcome = await harness.connector.perform(abortable(harness.call({ settings }), AbortSignal.abort()));
    expect(outcome).toMatchObject({ kind: 'retry' });
    expect(harness.simulator.requests()).toEqual([]);
  });

  it.each([
    ['recordings', 'call.wav', 'retry'],
    ['google', 'token', 'retry'],
    ['google', 'recognize', 'retry'],
    ['google', 'upload', 'retry'],
    ['google', submit, 'unknown'],
  ] as const)('ends when the host aborts it while %s hangs at %s: %s', async (provider, path, kind) => {
    harness.simulator.behave(provider, { hang: true, match: { path } });
    const abort = new AbortController();
    const options = path === 'upload' || path === submit ? LONG : { settings };
    const outcome = harness.connector.perform(abortable(harness.call(options), abort.signal));
    await eventually('the request arrives', () =>
      harness.simulator.requests({ provider }).some((request) => request.path.includes(path)),
    );
    abort.abort();
    expect(await outcome).toMatchObject({ kind });
  });

  it('reaches every host through the guarded client alone', async () => {
    const http = createHttpClient();
    expect(await harness.connector.perform({ ...harness.call({ settings }), http })).toMatchObject({
      kind: 'failed',
      error: { class: 'permanent' },
    });
    expect(harness.simulator.requests()).toEqual([]);
    http.close();
  });

  it('sends the credentials only to hosts that they are for', async () => {
    const call = harness.call({ settings });
    const connection = call.connection && { ...call.connection, allowedHosts: ['speech.googleapis.com'] };
    const outcome = await harness.connector.perform({ ...call, ...(connection && { connection }) });
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'host_not_allowed' } });
    expect(harness.simulator.requests({ provider: 'google' })).toEqual([]);
  });

  it('shows no token of an answer that repeats the request', async () => {
    harness.simulator.behave('google', { html: true, status: 400, match: { path: 'recognize' } });
    const outcome = await harness.connector.perform(harness.call({ settings }));
    expect(outcome).toMatchObject({
      kind: 'failed',
      error: { message: 'Google answered with status 400 in a form that cannot be read.' },
    });
  });

  it('follows no redirect of the provider', async () => {
    harness.simulator.behave('google', { status: 302, match: { path: submit } });
    expect(await harness.connector.perform(harness.call(LONG))).toMatchObject({
      kind: expect.not.stringMatching('succeeded|pending') as unknown,
    });
    expect(harness.google(submit)).toHaveLength(1);
  });

  it('uses the same key for every attempt of a command', async () => {
    const id = newId();
    await harness.connector.perform(harness.call({ id, settings }));
    await harness.connector.perform(harness.call({ id, settings, attempt: 2 }));
    expect(harness.google('recognize').map(({ idempotencyKey }) => idempotencyKey)).toEqual([id, id]);
  });
});
