import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Call } from '@hookswitch/connector-sdk';
import { startHarness, type CallOptions } from './harness.spec-helper.js';

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
