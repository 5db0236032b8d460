import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { ActionOutcome, Call } from '@hookswitch/connector-sdk';
import type { Json } from '@hookswitch/domain';
import { startHarness, newId, type CallOptions } from './harness.spec-helper.js';

let harness: Awaited<ReturnType<typeof startHarness>>;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());
beforeEach(() => {
  harness.simulator.behave('google');
  harness.simulator.behave('recordings');
  harness.simulator.clearRequests();
  harness.warnings.length = 0;
});

const perform = (options?: CallOptions) => harness.connector.perform(harness.call(options));
const resume = async (options: CallOptions, state: Json): Promise<ActionOutcome> => {
  const outcome = await harness.connector.resume?.(harness.call(options), state);
  if (outcome === undefined) throw new Error('no resume');
  return outcome;
};
const stateOf = (outcome: ActionOutcome): Json => {
  if (outcome.kind !== 'pending') throw new Error(JSON.stringify(outcome));
  return outcome.state;
};
const untilDone = async (options: CallOptions, outcome: ActionOutcome): Promise<ActionOutcome> => {
  let here = outcome;
  for (let polls = 0; here.kind === 'pending' && polls < 10; polls += 1) here = await resume(options, here.state);
  return here;
};
const LONG = 'long.wav?seconds=90';
const submissions = () => harness.google('longrunning').filter(({ effect }) => effect === 'operation');

describe('a short recording', () => {
  it('is transcribed at once and published with the fields of its call', async () => {
    const outcome = await perform();
    expect(outcome).toEqual({
      kind: 'succeeded',
      output: {
        transcript: 'Good morning, where is my order?',
        confidence: 0.93,
        segments: [{ start: 0, end: 3, text: 'Good morning, where is my order?', confidence: 0.93 }],
        language: 'en-US',
        model: 'phone_call',
        provider: 'google',
        durationSeconds: 3,
        truncated: false,
      },
      events: [
        {
          type: 'transcription.created',
          data: expect.objectContaining({
            transcript: 'Good morning, where is my order?',
            call_uuid: 'call-1',
            external_number: '+12025550142',
            recording_url: expect.stringContaining('call.wav') as unknown,
          }) as unknown,
        },
      ],
    });
    expect(harness.google().map(({ method, path }) => `${method} ${path.split('?')[0] ?? ''}`)).toEqual([
      'POST /v1/speech:recognize',
    ]);
  });

  it.each([
    ['mulaw.wav', 'Good morning, where is my order?'],
    ['unfinished.wav', 'Good morning, where is my order?'],
    ['redirect.wav', 'Good morning, where is my order?'],
    ['silence.wav', ''],
    ['stereo.wav', 'Good morning, where is my order? I paid twenty euro on Monday and nothing has arrived.'],
  ])('%s gives "%s"', async (recording, transcript) => {
    expect(await perform({ recording })).toMatchObject({ kind: 'succeeded', output: { transcript } });
  });

  it('is tried again when Google falters, as nothing is left behind', async () => {
    harness.simulator.behave('google', { status: 503, match: { path: 'recognize' } });
    expect(await perform()).toMatchObject({ kind: 'retry', error: { code: 'unavailable', class: 'retry' } });
    harness.simulator.behave('google', { reset: 'after', match: { path: 'recognize' } });
    expect(await perform()).toMatchObject({ kind: 'retry', error: { code: 'connection_lost' } });
    harness.simulator.behave('google', { cutJson: true, match: { path: 'recognize' } });
    expect(await perform()).toMatchObject({ kind: 'retry' });
    harness.simulator.behave('google', { retryAfter: 7, match: { path: 'recognize' } });
    expect(await perform()).toMatchObject({
      kind: 'retry',
      throttled: true,
      afterMs: 7000,
      error: { class: 'retry-after' },
    });
  });

  it('is refused for good when the model does not speak the language', async () => {
    const outcome = await perform({ params: { language: 'de-DE' } });
    expect(outcome).toMatchObject({
      kind: 'failed',
      error: { code: 'invalid_argument', class: 'permanent', message: expect.stringContaining('de-DE') as unknown },
    });
  });
});

describe('a long recording', () => {
  it('is staged under the command’s id, submitted once, polled ever later, and cleaned away', async () => {
    const options = { id: newId(), recording: LONG };
    const started = await perform(options);
    expect(started).toMatchObject({ kind: 'pending', afterMs: 5000 });
    const second = await resume(options, stateOf(started));
    expect(second).toMatchObject({ kind: 'pending', afterMs: 10_000 });
    const done = await resume(options, stateOf(second));
    expect(done).toMatchObject({ kind: 'succeeded', output: { durationSeconds: 90, confidence: 0.93 } });
    expect(harness.google().map(({ method, path }) => `${method} ${path.split('?')[0] ?? ''}`)).toEqual([
      'POST /upload/storage/v1/b/calls/o',
      'POST /v1/speech:longrunningrecognize',
      expect.stringMatching(/^GET \/v1\/operations\/\d+$/),
      expect.stringMatching(/^GET \/v1\/operations\/\d+$/),
      `DELETE /storage/v1/b/calls/o/${options.id}`,
    ]);
    expect(harness.google('longrunning')[0]).toMatchObject({
      idempotencyKey: options.id,
      body: { audio: { uri: `gs://calls/${options.id}` } },
    });
  });

  it('a poll that fails is repeated; nothing is submitted twice', async () => {
    const options = { id: newId(), recording: LONG };
    let outcome = await perform(options);
    for (const fault of [
      { status: 503 },
      { reset: 'after' },
      { html: true },
      { cutJson: true },
      { retryAfter: 90 },
    ] as const) {
      harness.simulator.behave('google', { ...fault, times: 1, match: { path: '/operations/' } });
      outcome = await resume(options, stateOf(outcome));
      expect(outcome).toMatchObject({ kind: 'pending', afterMs: expect.any(Number) as unknown });
    }
    expect(outcome).toMatchObject({ afterMs: 90_000 });
    expect(await untilDone(options, outcome)).toMatchObject({ kind: 'succeeded' });
    expect(submissions()).toHaveLength(1);
  });

  it('whose submission is in doubt is found by its object, not submitted again', async () => {
    const options = { id: newId(), recording: LONG };
    harness.simulator.behave('google', { reset: 'after', times: 1, match: { path: 'longrunning' } });
    expect(await perform(options)).toMatchObject({ kind: 'unknown', error: { class: 'unknown' } });
    const settled = await harness.connector.reconcile?.(harness.call(options), undefined);
    expect(settled).toMatchObject({ kind: 'pending' });
    expect(await untilDone(options, settled as ActionOutcome)).toMatchObject({ kind: 'succeeded' });
    expect(submissions()).toHaveLength(1);
  });

  it('whose submission never arrived is known not to have', async () => {
    const options = { id: newId(), recording: LONG };
    harness.simulator.behave('google', { reset: 'before', times: 1, match: { path: 'longrunning' } });
    expect(await perform(options)).toMatchObject({ kind: 'unknown' });
    const settled = await harness.connector.reconcile?.(harness.call(options), undefined);
    expect(settled).toMatchObject({ kind: 'retry', error: { code: 'not_submitted' } });
  });

  it('is not settled when Google cannot be asked', async () => {
    harness.simulator.behave('google', { status: 503, match: { path: '/v1/operations' } });
    expect(await harness.connector.reconcile?.(harness.call({ recording: LONG }), undefined)).toBeUndefined();
  });

  it('a later attempt goes on with the job of an earlier one that was lost, without a download', async () => {
    const options = { id: newId(), recording: LONG };
    await perform(options);
    harness.simulator.clearRequests();
    const again = await perform({ ...options, attempt: 2 });
    expect(await untilDone(options, again)).toMatchObject({ kind: 'succeeded' });
    expect(submissions()).toHaveLength(0);
    expect(harness.simulator.requests({ provider: 'recordings' })).toHaveLength(0);
  });

  it('a job that Google forgot is over', async () => {
    const options = { id: newId(), recording: LONG };
    harness.simulator.behave('google', { operation: { lost: true }, match: { path: 'longrunning' } });
    const lost = await untilDone(options, await perform(options));
    expect(lost).toMatchObject({ kind: 'failed', error: { code: 'operation_lost', class: 'permanent' } });
    expect(harness.google(`/o/${options.id}`).map(({ method }) => method)).toEqual(['DELETE']);
  });

  it.each([
    [13, { kind: 'retry', jobOver: true, error: { code: 'internal' } }],
    [8, { kind: 'retry', jobOver: true, error: { code: 'resource_exhausted' } }],
    [3, { kind: 'failed', error: { code: 'invalid_argument' } }],
  ])('a job that ended with code %i is %j, and another attempt submits it anew', async (error, expected) => {
    const options = { id: newId(), recording: LONG };
    harness.simulator.behave('google', { operation: { error, polls: 1 }, times: 1, match: { path: 'longrunning' } });
    expect(await untilDone(options, await perform(options))).toMatchObject(expected);
    const again = await perform({ ...options, attempt: 2 });
    expect(await untilDone(options, again)).toMatchObject({ kind: 'succeeded' });
    expect(submissions()).toHaveLength(2);
  });

  it('a job is not asked after for ever', async () => {
    const options = { id: newId(), recording: LONG };
    const state = stateOf(await perform(options));
    const late = { ...options, now: Date.parse('2026-11-20T11:00:00Z') };
    expect(await resume(late, state)).toMatchObject({ kind: 'unknown', error: { code: 'operation_too_slow' } });
  });

  it('a job that ended while nobody asked is not lost, however late it is', async () => {
    const options = { id: newId(), recording: LONG };
    harness.simulator.behave('google', { operation: { polls: 1 }, times: 1, match: { path: 'longrunning' } });
    const state = stateOf(await perform(options));
    const late = { ...options, now: Date.parse('2026-11-20T11:00:00Z') };
    expect(await resume(late, state)).toMatchObject({ kind: 'succeeded', output: { durationSeconds: 90 } });
  });

  it('an object that cannot be deleted is a warning, not a failure', async () => {
    const options = { id: newId(), recording: LONG };
    harness.simulator.behave('google', { status: 500, match: { method: 'DELETE' } });
    expect(await untilDone(options, await perform(options))).toMatchObject({ kind: 'succeeded' });
    expect(harness.warnings).toEqual(['the staged recording could not be deleted']);
  });

  it('without a bucket it waits for one', async () => {
    const outcome = await perform({ recording: LONG, settings: { bucket: '' } });
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'recording_too_long', class: 'config' } });
    expect(harness.google()).toHaveLength(0);
  });

  it.each([
    ['missing-bucket', 'bucket_missing', 'config'],
    ['forbidden-bucket', 'status_403', 'config'],
  ])('with bucket %s it ends with %s', async (bucket, code, errorClass) => {
    expect(await perform({ recording: LONG, settings: { bucket } })).toMatchObject({
      error: { code, class: errorClass },
    });
  });
});

it('leaves no recording on disk, whatever happened', async () => {
  const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('hookswitch-stt-'));
  const before = folders();
  harness.simulator.behave('google', { reset: 'after', times: 1, match: { path: 'recognize' } });
  await perform();
  await perform({ recording: 'short.wav' });
  expect(folders()).toEqual(before);
});

it('tries a connection without an effect', async () => {
  const tryOut = async (options?: CallOptions) => {
    const { connection, ...call }: Call = harness.call(options);
    if (connection === undefined) throw new Error('no connection');
    return harness.connector.test?.({ ...call, connection });
  };
  expect(await tryOut()).toMatchObject({ ok: true, message: 'Service account, speech API and bucket work.' });
  expect(await tryOut({ settings: { bucket: '' } })).toMatchObject({
    ok: true,
    message: expect.stringContaining('55 seconds') as unknown,
  });
  expect(await tryOut({ settings: { bucket: 'keeping-1' } })).toMatchObject({
    ok: true,
    message: expect.stringContaining('lifecycle rule') as unknown,
  });
  expect(await tryOut({ settings: { bucket: 'missing-1' } })).toMatchObject({
    ok: false,
    error: { code: 'bucket_missing' },
  });
  harness.simulator.behave('google', { status: 403, error: 'API not enabled', match: { path: 'operations' } });
  expect(await tryOut()).toMatchObject({ ok: false, error: { code: 'permission_denied', class: 'config' } });
  expect(harness.simulator.requests().every(({ effect }) => effect === undefined)).toBe(true);
});
