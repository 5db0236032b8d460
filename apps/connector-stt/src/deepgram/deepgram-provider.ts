import { createReadStream } from 'node:fs';
import { misconfigured, type ErrorOutcome, type TestCall } from '@hookswitch/connector-sdk';
import type { TestOutcome } from '@hookswitch/domain';
import { tooLong } from '../recording/too-long.js';
import type { SttSettings } from '../settings.js';
import type { Recording, SpeechContext, SpeechOutcome, SpeechProvider } from '../speech-provider.js';
import { mediaOf } from '../upload/media-of.js';
import { modelOf, notesFor } from '../upload/model-of.js';
import { askProvider, unreadable } from '../upload/provider-api.js';
import { deepgramDialect } from './errors.js';
import { listenQuery } from './listen-query.js';
import { toTranscription } from './transcript.js';

const HOST = 'api.deepgram.com';
/** Deepgram's own default is an old one. */
const USUAL_MODEL = 'nova-3';
const TIMEOUT_MS = 10 * 60_000;
const TEST_TIMEOUT_MS = 20_000;

/** Deepgram's pre-recorded speech: one request for a recording, which leaves nothing behind there. It takes nearly any sound, up to 2 GB. */
export const deepgramProvider: SpeechProvider = {
  name: 'deepgram',
  refuse: tooLong,
  async start(context, recording) {
    const access = accessOf(context.settings, context.call.connection?.allowedHosts);
    return 'kind' in access ? access : transcribe(access, context, recording);
  },
  async test(call, settings) {
    const access = accessOf(settings, call.connection.allowedHosts);
    return 'kind' in access ? { ok: false, error: access.error } : test(access, call);
  },
};

interface Access {
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly allowedHosts: readonly string[];
}

function accessOf({ apiKey, baseUrl }: SttSettings, allowedHosts: readonly string[] = []): Access | ErrorOutcome {
  if (apiKey === undefined) return misconfigured('credentials_missing', 'The connection has no secret "apiKey".');
  return {
    base: baseUrl ?? `https://${HOST}`,
    headers: { authorization: `Token ${apiKey.reveal()}` },
    allowedHosts: allowedHosts.length > 0 ? allowedHosts : [HOST],
  };
}

async function transcribe(access: Access, context: SpeechContext, recording: Recording): Promise<SpeechOutcome> {
  const { call, settings, language } = context;
  const { path, bytes, sound } = recording;
  const model = modelOf(context, USUAL_MODEL);
  const answer = await askProvider(
    call.http,
    {
      method: 'POST',
      url: `${access.base}/v1/listen?${listenQuery({ model, language, settings }, sound).toString()}`,
      headers: { ...access.headers, 'content-type': mediaOf(sound).type, 'idempotency-key': call.idempotencyKey },
      body: createReadStream(path),
      bodyBytes: bytes,
      allowedHosts: access.allowedHosts,
      timeoutMs: TIMEOUT_MS,
      signal: call.signal,
    },
    deepgramDialect,
    call.now(),
  );
  if ('kind' in answer) return answer;
  const transcription = toTranscription(answer.body, { language, model, durationSeconds: sound.durationSeconds });
  if (transcription === undefined) return unreadable(deepgramDialect);
  const notes = notesFor(context, deepgramDialect.title);
  return { kind: 'transcribed', transcription: { ...transcription, ...(notes.length > 0 && { notes }) } };
}

async function test({ base, headers, allowedHosts }: Access, { http, signal }: TestCall): Promise<TestOutcome> {
  const request = {
    method: 'GET',
    url: `${base}/v1/projects`,
    headers,
    allowedHosts,
    timeoutMs: TEST_TIMEOUT_MS,
    signal,
  };
  const answer = await askProvider(http, request, deepgramDialect, Date.now());
  if (!('kind' in answer)) return { ok: true, message: 'Deepgram takes the key.' };
  // A key may be allowed to transcribe and nothing else.
  return answer.error.code === 'insufficient_permissions'
    ? { ok: true, message: 'Deepgram knows the key, which may not list projects.' }
    : { ok: false, error: answer.error };
}
