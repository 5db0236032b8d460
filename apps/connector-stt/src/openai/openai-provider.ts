import { failed, misconfigured, type ErrorOutcome, type HttpClient, type HttpRequest } from '@hookswitch/connector-sdk';
import { isJsonArray, isJsonObject, type JsonObject, type TestOutcome } from '@hookswitch/domain';
import { tooLong } from '../recording/too-long.js';
import type { SttSettings } from '../settings.js';
import type { Recording, SpeechContext, SpeechOutcome, SpeechProvider } from '../speech-provider.js';
import { mediaOf } from '../upload/media-of.js';
import { modelOf, notesFor } from '../upload/model-of.js';
import { askProvider, unreadable } from '../upload/provider-api.js';
import { openaiDialect } from './errors.js';
import { formFields } from './form.js';
import { codeOf } from './languages.js';
import { multipart } from './multipart.js';
import { placeOf } from './place.js';
import { toTranscription } from './transcript.js';

const USUAL_MODEL = 'whisper-1';
const TIMEOUT_MS = 10 * 60_000;
const TEST_TIMEOUT_MS = 20_000;
/** Of a request at OpenAI, form and all; the form takes less than the difference. */
const MAX_REQUEST_BYTES = 26_214_400;
const FORM_BYTES = 4096;

/** OpenAI's transcription, and servers that answer like it: one request for a recording, which leaves nothing behind there. */
export const openaiProvider: SpeechProvider = {
  name: 'openai-compatible',
  maxBytes: ({ baseUrl }) => (baseUrl === undefined ? MAX_REQUEST_BYTES - FORM_BYTES : undefined),
  refuse: (sound, { baseUrl }) =>
    sound.codec === 'amr' && baseUrl === undefined
      ? failed('unsupported_encoding', 'OpenAI cannot read AMR.')
      : tooLong(sound),
  async start(context, recording) {
    return keyMissing(context.settings) ?? transcribe(context, recording);
  },
  async test(call, settings) {
    const missing = keyMissing(settings);
    if (missing) return { ok: false, error: missing.error };
    return test({ http: call.http, signal: call.signal, allowedHosts: call.connection.allowedHosts }, settings);
  },
};

const keyMissing = ({ apiKey, baseUrl }: SttSettings): ErrorOutcome | undefined =>
  apiKey === undefined && baseUrl === undefined
    ? misconfigured('credentials_missing', 'The connection has no secret "apiKey", which OpenAI asks for.')
    : undefined;

async function transcribe(context: SpeechContext, { path, bytes, sound }: Recording): Promise<SpeechOutcome> {
  const { call, settings, language } = context;
  const place = placeOf(settings, call.connection?.allowedHosts);
  const model = modelOf(context, USUAL_MODEL);
  const detects = settings.alternativeLanguages.length > 0;
  const { extension, type } = mediaOf(sound);
  const form = multipart(formFields(model, detects ? undefined : codeOf(language)), {
    field: 'file',
    filename: `recording.${extension}`,
    type,
    path,
    bytes,
  });
  const answer = await askProvider(
    call.http,
    {
      ...form,
      method: 'POST',
      url: place.transcriptions,
      headers: { ...place.headers, ...form.headers, 'idempotency-key': call.idempotencyKey },
      allowedHosts: place.allowedHosts,
      timeoutMs: TIMEOUT_MS,
      signal: call.signal,
    },
    openaiDialect(place.title),
    call.now(),
  );
  if ('kind' in answer) return answer;
  const asked = { language, detects, model, durationSeconds: sound.durationSeconds };
  const transcription = toTranscription(answer.body, asked);
  if (transcription === undefined) return unreadable(place);
  const notes = notesFor(context, place.title);
  return { kind: 'transcribed', transcription: { ...transcription, ...(notes.length > 0 && { notes }) } };
}

/** Asks for the list of models, which costs nothing; a server with a path of its own (whisper.cpp) whether it is up. */
async function test(
  { http, ...request }: Pick<HttpRequest, 'signal' | 'allowedHosts'> & { readonly http: HttpClient },
  settings: SttSettings,
): Promise<TestOutcome> {
  const { title, models, health, headers, allowedHosts } = placeOf(settings, request.allowedHosts);
  const answer = await askProvider(
    http,
    { ...request, method: 'GET', url: models ?? health, headers, allowedHosts, timeoutMs: TEST_TIMEOUT_MS },
    openaiDialect(title),
    Date.now(),
  );
  if ('kind' in answer) return testFailure(answer, title);
  if (models === undefined) return { ok: true, message: `${title} answers.` };
  const known = modelsIn(answer.body);
  const model = settings.model ?? USUAL_MODEL;
  if (known === undefined || known.includes(model)) return { ok: true, message: `${title} takes the key.` };
  const message = `${title} lists no model "${model}"; set "model" to one that transcribes.`;
  return { ok: false, error: misconfigured('model_not_found', message).error };
}

/** A key may be allowed to transcribe and nothing else. */
function testFailure({ error }: ErrorOutcome, title: string): TestOutcome {
  return /missing scopes/i.test(error.message)
    ? { ok: true, message: `${title} knows the key, which may not list models.` }
    : { ok: false, error };
}

function modelsIn({ data }: JsonObject): readonly string[] | undefined {
  if (data === undefined || !isJsonArray(data) || data.length === 0) return undefined;
  return data.flatMap((entry) => (isJsonObject(entry) && typeof entry.id === 'string' ? [entry.id] : []));
}
