import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '@hookswitch/connector-sdk';
import { createHash } from 'node:crypto';
import { START, startHarness, type CallOptions } from '../harness.spec-helper.js';

let harness: Awaited<ReturnType<typeof startHarness>>;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());
beforeEach(() => {
  harness.simulator.behave('recordings');
  harness.simulator.clearRequests();
});
const perform = (options: CallOptions) => harness.connector.perform(harness.call(options));

it.each([
  ['alaw.wav', 'failed', 'unsupported_encoding', 'permanent'],
  ['call.mp3', 'failed', 'unsupported_encoding', 'permanent'],
  ['player.html', 'failed', 'recording_not_audio', 'permanent'],
  ['empty.wav', 'failed', 'recording_not_audio', 'permanent'],
  ['gone.wav', 'failed', 'recording_expired', 'permanent'],
  ['forbidden.wav', 'failed', 'recording_expired', 'permanent'],
  ['short.wav', 'retry', 'recording_incomplete', 'retry'],
  ['loop.wav', 'failed', 'too_many_redirects', 'permanent'],
  ['elsewhere.wav?to=https://169.254.169.254/latest', 'failed', 'recording_host_not_allowed', 'permanent'],
  ['long.wav?seconds=20000', 'failed', 'recording_too_large', 'permanent'],
])('%s: %s %s', async (recording, kind, code, errorClass) => {
  expect(await perform({ recording })).toMatchObject({ kind, error: { code, class: errorClass } });
});

it('one that is not there yet is waited for, for ten minutes after the event', async () => {
  const late = { recording: 'late.wav?key=wait' };
  // The speech provider's breaker must not open for it.
  expect(await perform(late)).toMatchObject({ kind: 'retry', elsewhere: true, error: { code: 'recording_not_found' } });
  expect(await perform(late)).toMatchObject({ kind: 'retry' });
  expect(await perform(late)).toMatchObject({ kind: 'succeeded' });
  const missing = await perform({ recording: 'missing.wav', now: START + 600_001 });
  expect(missing).toMatchObject({ kind: 'failed', error: { code: 'recording_not_found', class: 'permanent' } });
});

it.each([
  [401, 'failed', 'recording_unauthorized', 'config'],
  [400, 'failed', 'recording_refused', 'permanent'],
  [503, 'retry', 'recording_unavailable', 'retry'],
])('status %i: %s %s', async (status, kind, code, errorClass) => {
  harness.simulator.behave('recordings', { status });
  expect(await perform({})).toMatchObject({ kind, error: { code, class: errorClass } });
});

it('waits as long as the host asks', async () => {
  harness.simulator.behave('recordings', { retryAfter: 11 });
  expect(await perform({})).toMatchObject({ kind: 'retry', throttled: true, afterMs: 11_000 });
});

it('sends the recording hosts their credentials, and takes a 403 as a matter of the connection then', async () => {
  const recordingAuthorization = new Secret('Basic a2V5OnNlY3JldA==');
  expect(await perform({ recordingAuthorization })).toMatchObject({ kind: 'succeeded' });
  const hash = createHash('sha256').update(recordingAuthorization.reveal()).digest('hex');
  expect(harness.simulator.requests({ provider: 'recordings' })[0]?.credentials).toEqual({ authorization: hash });
  const refused = await perform({ recordingAuthorization, recording: 'forbidden.wav' });
  expect(refused).toMatchObject({ error: { code: 'recording_unauthorized', class: 'config' } });
});

describe('a recording that CloudTalk knows by its call', () => {
  const byCall = (id: string, key = 'secret') =>
    perform({
      properties: { recording_url: `${harness.simulator.url}/cloudtalk/api/calls/recording/${id}.json` },
      recordingAuthorization: new Secret(`Basic ${Buffer.from(`key-id:${key}`).toString('base64')}`),
    });
  beforeEach(() => harness.simulator.behave('cloudtalk'));

  it('is fetched over its API with the key of the connection', async () => {
    expect(await byCall('184467')).toMatchObject({ kind: 'succeeded', output: { durationSeconds: 3 } });
  });

  it.each([
    ['404', 'secret', 'retry', 'recording_not_found', 'retry'],
    ['410', 'secret', 'failed', 'recording_expired', 'permanent'],
    ['184467', 'wrong', 'failed', 'recording_unauthorized', 'config'],
  ])('call %s with the key %s: %s %s', async (id, key, kind, code, errorClass) => {
    expect(await byCall(id, key)).toMatchObject({ kind, error: { code, class: errorClass } });
  });

  it('is waited for until the budget of the account starts afresh', async () => {
    harness.simulator.behave('cloudtalk', { status: 429, retryAfter: 42 });
    expect(await byCall('184467')).toMatchObject({ kind: 'retry', throttled: true, afterMs: 42_000 });
  });
});

it('needs an address in the event, and hosts in the connection', async () => {
  expect(await perform({ properties: { recording_url: null } })).toMatchObject({
    error: { code: 'recording_missing', class: 'permanent' },
  });
  expect(await perform({ settings: { recordingHosts: [] } })).toMatchObject({
    error: { code: 'recording_hosts_missing', class: 'config' },
  });
  expect(await perform({ settings: { recordingHosts: ['recordings.example.com'] } })).toMatchObject({
    error: { code: 'recording_host_not_allowed' },
  });
});

it('stays within the operator’s list, which is also the list of those who have none', async () => {
  const strict = await startHarness(['recordings.example.com']);
  try {
    const outcome = await strict.connector.perform(strict.call());
    expect(outcome).toMatchObject({ error: { code: 'recording_host_not_allowed' } });
    expect(strict.simulator.requests()).toHaveLength(0);
  } finally {
    await strict.close();
  }
});
