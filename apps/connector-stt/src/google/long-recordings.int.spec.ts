import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ActionOutcome } from '@hookswitch/connector-sdk';
import type { Json } from '@hookswitch/domain';
import { startHarness, newId, type CallOptions } from '../harness.spec-helper.js';

let harness: Awaited<ReturnType<typeof startHarness>>;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());
beforeEach(() => {
  harness.simulator.behave('google');
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

describe.each([
  [
    'v1',
    'longrunningrecognize',
    /^GET \/v1\/operations\/\d+$/,
    'POST /v1/speech:longrunningrecognize',
    '/v1/operations',
  ],
  [
    'v2',
    'batchRecognize',
    /^GET \/v2\/projects\/example\/locations\/eu\/operations\/\d+$/,
    'POST /v2/projects/example/locations/eu/recognizers/_:batchRecognize',
    '/locations/eu/operations',
  ],
])('a long recording with %s', (apiVersion, submit, polling, submission, listing) => {
  const settings = { apiVersion, region: 'eu' };
  const long = (): CallOptions => ({ id: newId(), recording: LONG, settings });
  const submissions = () => harness.google(submit).filter(({ effect }) => effect === 'operation');

  it('is staged under the command’s id, submitted once, polled ever later, and cleaned away', async () => {
    const options = long();
    const started = await perform(options);
    expect(started).toMatchObject({ kind: 'pending', afterMs: 5000 });
    const second = await resume(options, stateOf(started));
    expect(second).toMatchObject({ kind: 'pending', afterMs: 10_000 });
    const done = await resume(options, stateOf(second));
    expect(done).toMatchObject({ kind: 'succeeded', output: { durationSeconds: 90, confidence: 0.93 } });
    expect(harness.google().map(({ method, path }) => `${method} ${path.split('?')[0] ?? ''}`)).toEqual([
      'POST /upload/storage/v1/b/calls/o',
      submission,
      expect.stringMatching(polling),
      expect.stringMatching(polling),
      `DELETE /storage/v1/b/calls/o/${options.id}`,
    ]);
    expect(harness.google(submit)[0]).toMatchObject({
      idempotencyKey: options.id,
      body:
        apiVersion === 'v1'
          ? { audio: { uri: `gs://calls/${options.id}` } }
          : { files: [{ uri: `gs://calls/${options.id}` }] },
    });
  });

  it('a poll that fails is repeated; nothing is submitted twice', async () => {
    const options = long();
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
    const options = long();
    harness.simulator.behave('google', { reset: 'after', times: 1, match: { path: submit } });
    expect(await perform(options)).toMatchObject({ kind: 'unknown', error: { class: 'unknown' } });
    const settled = await harness.connector.reconcile?.(harness.call(options), undefined);
    expect(settled).toMatchObject({ kind: 'pending' });
    expect(await untilDone(options, settled as ActionOutcome)).toMatchObject({ kind: 'succeeded' });
    expect(submissions()).toHaveLength(1);
  });

  it('whose submission never arrived is known not to have', async () => {
    const options = long();
    harness.simulator.behave('google', { reset: 'before', times: 1, match: { path: submit } });
    expect(await perform(options)).toMatchObject({ kind: 'unknown' });
    const settled = await harness.connector.reconcile?.(harness.call(options), undefined);
    expect(settled).toMatchObject({ kind: 'retry', error: { code: 'not_submitted' } });
  });

  it('is not settled when Google cannot be asked', async () => {
    harness.simulator.behave('google', { status: 503, match: { path: listing } });
    expect(await harness.connector.reconcile?.(harness.call(long()), undefined)).toBeUndefined();
  });

  it('a later attempt goes on with the job of an earlier one that was lost, without a download', async () => {
    const options = long();
    await perform(options);
    harness.simulator.clearRequests();
    const again = await perform({ ...options, attempt: 2 });
    expect(await untilDone(options, again)).toMatchObject({ kind: 'succeeded' });
    expect(submissions()).toHaveLength(0);
    expect(harness.simulator.requests({ provider: 'recordings' })).toHaveLength(0);
  });

  it('a job that Google forgot is over', async () => {
    const options = long();
    harness.simulator.behave('google', { operation: { lost: true }, match: { path: submit } });
    const lost = await untilDone(options, await perform(options));
    expect(lost).toMatchObject({ kind: 'failed', error: { code: 'operation_lost', class: 'permanent' } });
    expect(harness.google(`/o/${options.id}`).map(({ method }) => method)).toEqual(['DELETE']);
  });

  it.each([
    [13, { kind: 'retry', jobOver: true, error: { code: 'internal' } }],
    [8, { kind: 'retry', jobOver: true, error: { code: 'resource_exhausted' } }],
    [3, { kind: 'failed', error: { code: 'invalid_argument' } }],
  ])('a job that ended with code %i is %j, and another attempt submits it anew', async (error, expected) => {
    const options = long();
    harness.simulator.behave('google', { operation: { error, polls: 1 }, times: 1, match: { path: submit } });
    expect(await untilDone(options, await perform(options))).toMatchObject(expected);
    const again = await perform({ ...options, attempt: 2 });
    expect(await untilDone(options, again)).toMatchObject({ kind: 'succeeded' });
    expect(submissions()).toHaveLength(2);
  });

  it.each([
    ['is refused', { error: 'INVALID_ARGUMENT' }, 'failed', true],
    ['has no quota', { retryAfter: 7 }, 'retry', true],
    ['is in doubt', { status: 503 }, 'unknown', false],
  ] as const)('a submission that %s (%j) ends %s; the object is deleted: %s', async (_case, fault, kind, deleted) => {
    const options = long();
    harness.simulator.behave('google', { ...fault, match: { path: submit } });
    expect(await perform(options)).toMatchObject({ kind });
    expect(harness.google(`/o/${options.id}`).map(({ method }) => method)).toEqual(deleted ? ['DELETE'] : []);
  });

  it('an object that a crash left is replaced, and deleted in the end', async () => {
    const options = long();
    harness.simulator.behave('google', { reset: 'before', times: 1, match: { path: submit } });
    await perform(options);
    expect(await untilDone(options, await perform({ ...options, attempt: 2 }))).toMatchObject({ kind: 'succeeded' });
    const objects = harness.google(`${options.id}`).map(({ method, path }) => `${method} ${path.split('/')[1] ?? ''}`);
    expect(objects).toEqual(['POST upload', 'POST upload', 'DELETE storage']);
    expect(submissions()).toHaveLength(1);
  });

  it('a job is not asked after for ever, and found again when somebody redrives the command', async () => {
    const options = long();
    const state = stateOf(await perform(options));
    const late = { ...options, now: Date.parse('2026-11-20T11:00:00Z') };
    const over = { kind: 'failed', error: { code: 'operation_too_slow', class: 'permanent' } };
    expect(await resume(late, state)).toMatchObject(over);
    const redriven = { ...late, attempt: 2 };
    expect(await untilDone(redriven, await perform(redriven))).toMatchObject({ kind: 'succeeded' });
    expect(submissions()).toHaveLength(1);
  });

  it('a job that ended while nobody asked is not lost, however late it is', async () => {
    const options = long();
    harness.simulator.behave('google', { operation: { polls: 1 }, times: 1, match: { path: submit } });
    const state = stateOf(await perform(options));
    const late = { ...options, now: Date.parse('2026-11-20T11:00:00Z') };
    expect(await resume(late, state)).toMatchObject({ kind: 'succeeded', output: { durationSeconds: 90 } });
  });

  it('an object that cannot be deleted is a warning, not a failure', async () => {
    const options = long();
    harness.simulator.behave('google', { status: 500, match: { method: 'DELETE' } });
    expect(await untilDone(options, await perform(options))).toMatchObject({ kind: 'succeeded' });
    expect(harness.warnings).toEqual(['the staged recording could not be deleted']);
  });

  it('without a bucket it waits for one', async () => {
    const outcome = await perform({ ...long(), settings: { ...settings, bucket: '' } });
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'recording_too_long', class: 'config' } });
    expect(harness.google()).toHaveLength(0);
  });

  it.each([
    ['missing-bucket', 'bucket_missing', 'config'],
    ['forbidden-bucket', 'status_403', 'config'],
  ])('with bucket %s it ends with %s', async (bucket, code, errorClass) => {
    expect(await perform({ ...long(), settings: { ...settings, bucket } })).toMatchObject({
      error: { code, class: errorClass },
    });
  });
});
