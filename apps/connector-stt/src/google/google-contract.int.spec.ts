import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { conformance, type ConformanceTarget, type StubAnswer, type StubRequest } from '@hookswitch/conformance';
import { createSimulator, type Simulator } from '@hookswitch/simulator';
import { serviceAccount } from '../harness.spec-helper.js';
import { hearing, RECORDING, WRONG_PARAMS } from '../recording/hearing.spec-helper.js';
import { createSttConnector } from '../stt-connector.js';

/** Over the 55 s that a request may have: staged, submitted, asked after. */
const LONG_SECONDS = 61;
const SHORT_SECONDS = 3;
const CREDENTIALS = serviceAccount('stt@example.iam.gserviceaccount.com').reveal();
const [, KEY = ''] = /-----\\n([^\\]+)/.exec(CREDENTIALS) ?? [];
const FRAMING = ['host', 'connection', 'content-length', 'transfer-encoding', 'expect'];

let simulator: Simulator;
beforeAll(async () => {
  simulator = await createSimulator({ port: 0, host: '127.0.0.1' });
});
afterAll(() => simulator.close());

/** The simulator's answer. Tokens that it grants are secrets from then on. */
async function google({ method, url, headers, bytes }: StubRequest, secrets: string[]): Promise<StubAnswer> {
  const passed = Object.entries(headers).filter(([name, value]) => value !== undefined && !FRAMING.includes(name));
  const answer = await fetch(`${simulator.url}/google${url}`, {
    method,
    headers: Object.fromEntries(passed) as Record<string, string>,
    ...(bytes.length > 0 && { body: new Uint8Array(bytes) }),
  });
  const body = await answer.bytes();
  if (url === '/token')
    secrets.push((JSON.parse(Buffer.from(body).toString()) as { access_token: string }).access_token);
  return { status: answer.status, headers: { 'content-type': answer.headers.get('content-type') ?? '' }, body };
}

const failure = (http: number, status: string, details: readonly object[] = []): StubAnswer => ({
  status: http,
  body: { error: { code: http, message: 'As the suite wants it.', status, details } },
});

const newConnector = (seconds: number) =>
  hearing(createSttConnector({ recordingHosts: ['recordings.example.com'] }), seconds);

function speech(apiVersion: 'v1' | 'v2', seconds: number, acting: RegExp): ConformanceTarget {
  const secrets = [CREDENTIALS, KEY];
  const place = apiVersion === 'v1' ? {} : { recognizer: 'calls' };
  return {
    connector: newConnector(seconds),
    results: join(import.meta.dirname, '../../conformance/results'),
    properties: RECORDING,
    params: () => ({ language: 'en-US', use_enhanced: apiVersion === 'v1', model: 'phone_call' }),
    connection: (origin) => ({
      settings: { apiVersion, region: 'eu', ...place, bucket: 'calls', baseUrl: origin },
      secrets: { credentials: CREDENTIALS },
    }),
    accepted: (request) => google(request, secrets),
    acts: ({ method, url }) => method === 'POST' && acting.test(url),
    wrongParams: WRONG_PARAMS,
    wrongSettings: {
      'a version that is not there': { apiVersion: 'v3' },
      'a region that is not there': { region: 'mars' },
      'a bucket with its scheme': { bucket: 'gs://calls' },
      'a recognizer with its project': { recognizer: 'projects/p/locations/eu/recognizers/r' },
      'an alternative language that is none': { alternativeLanguages: ['Czech!'] },
    },
    throttled: failure(429, 'RESOURCE_EXHAUSTED', [
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '7s' },
    ]),
    serverError: 'retry',
    lostAnswer: 'retry',
    unreadable: 'retry',
    secrets,
  };
}

/** A long recording: the job goes on without anybody, and must not be started a second time. */
function job(apiVersion: 'v1' | 'v2', submits: RegExp): ConformanceTarget {
  return {
    ...speech(apiVersion, LONG_SECONDS, submits),
    variant: `google-${apiVersion}`,
    job: {
      asksAfter: ({ method, url }) => (method === 'GET' ? /\/operations\/([^/?]+)/.exec(url)?.[1] : undefined),
      forgotten: failure(404, 'NOT_FOUND'),
      failed: { body: { name: '7000000000000000', done: true, error: { code: 3, message: 'Too quiet.' } } },
      restarted: () => newConnector(LONG_SECONDS),
    },
    serverError: 'unknown',
    lostAnswer: 'unknown',
    unreadable: 'unknown',
  };
}

conformance(job('v1', /speech:longrunningrecognize/), { describe, it, afterAll });
conformance(job('v2', /recognizers\/calls:batchRecognize/), { describe, it, afterAll });

/** A short one is transcribed within its request. */
describe.each(['v1', 'v2'] as const)('short recordings with Google Speech %s:', (apiVersion) => {
  const withoutHost = `they run with google-${apiVersion}`;
  const target = speech(apiVersion, SHORT_SECONDS, /:recognize/);
  conformance({ ...target, variant: `google-${apiVersion}-short`, withoutHost }, { describe, it, afterAll });
});
