import { readFile } from 'node:fs/promises';
import { failed, misconfigured, unknown, type Call, type TestCall, type ErrorOutcome } from '@hookswitch/connector-sdk';
import type { TestOutcome } from '@hookswitch/domain';
import type { SttSettings } from '../settings.js';
import type { Recording, SpeechContext, SpeechOutcome, SpeechProvider } from '../speech-provider.js';
import { AccessTokens } from './access-tokens.js';
import { codeFailure, grpcCode } from './errors.js';
import { newJob, pending, readJob, type Job } from './job.js';
import { findOperation } from './operations.js';
import { isShort, noBucket, refuseSound } from './recognition.js';
import type { SpeechResult } from './results.js';
import { GoogleSession } from './session.js';
import type { Operation } from './speech-api.js';
import { toTranscription } from './transcript.js';
import { v2Model } from './v2-api.js';

const NOT_FOUND = 5;
const TOO_SLOW =
  'The job did not end within an hour of its length. It may go on: a redrive looks for it and submits nothing while it is there.';

/** Google Cloud Speech, both versions. `egressHosts`: where its requests may go when the connection does not say. */
export function createGoogleProvider(egressHosts: readonly string[]): SpeechProvider {
  const tokens = new AccessTokens();
  const open = ({ call, settings }: SpeechContext) =>
    GoogleSession.open(withConnection(call), settings, { tokens, egressHosts, now: call.now() });

  return {
    name: 'google',
    refuse: refuseSound,
    async start(context, recording) {
      const { bucket } = context.settings;
      const short = isShort(recording.sound, recording.bytes);
      if (!short && bucket === undefined) return noBucket();
      const session = await open(context);
      if ('kind' in session) return session;
      if (short || bucket === undefined) return recognize(session, context, recording);
      return submit(session, context, recording, bucket);
    },
    async poll(context, state) {
      const job = readJob(state);
      if (job === undefined) return failed('operation_lost', 'What the ledger kept of the job cannot be read.');
      const session = await open(context);
      return 'kind' in session ? keepAsking(session, job) : poll(session, context, job);
    },
    async find(context) {
      const { bucket } = context.settings;
      if (bucket === undefined) return undefined;
      const session = await open(context);
      return 'kind' in session ? session : find(session, context, bucket);
    },
    test: (call, settings) => test(call, settings, { tokens, egressHosts, now: Date.now() }),
  };
}

async function recognize(session: GoogleSession, context: SpeechContext, recording: Recording): Promise<SpeechOutcome> {
  const content = await readFile(recording.path);
  try {
    const results = await session.api().recognize(context, recording.sound, content);
    return transcribed(context, results, recording.sound.durationSeconds ?? null);
  } catch (error) {
    return session.failure(error, 'read');
  }
}

/** The object bears the command's id: whoever finds it knows whose it is, and a second upload replaces the first. */
async function submit(
  session: GoogleSession,
  context: SpeechContext,
  recording: Recording,
  bucket: string,
): Promise<SpeechOutcome> {
  const object = context.call.command.id;
  const notStaged = await session.upload(bucket, object, recording);
  if (notStaged) return notStaged.error.code === 'status_404' ? noSuchBucket(bucket) : notStaged;
  try {
    const operation = await session.api().submit(context, recording.sound, `gs://${bucket}/${object}`);
    const durationSeconds = recording.sound.durationSeconds ?? null;
    return pending(newJob({ operation, bucket, object, durationSeconds }, context.call.now()));
  } catch (error) {
    const failure = session.failure(error, 'submit');
    // While it is in doubt, a job may be reading it.
    if (failure.kind !== 'unknown') await clean(session, context.call, { bucket, object });
    return failure;
  }
}

/** v2 has models of its own, and no dearer form of them. */
function transcribed(
  { settings, language, model, useEnhanced }: SpeechContext,
  results: readonly SpeechResult[],
  durationSeconds: number | null,
): SpeechOutcome {
  const languages = [language, ...settings.alternativeLanguages];
  const isV2 = settings.apiVersion === 'v2';
  const transcription = toTranscription(results, { languages, model: isV2 ? v2Model(model) : model, durationSeconds });
  const notes = isV2 && useEnhanced ? ['use_enhanced has no effect: Google Speech v2 has no enhanced models'] : [];
  return { kind: 'transcribed', transcription: { ...transcription, ...(notes.length > 0 ? { notes } : {}) } };
}

const noSuchBucket = (bucket: string): ErrorOutcome => misconfigured('bucket_missing', `There is no bucket ${bucket}.`);

/**
 * Asks even when the time is up: a job may have ended while nobody was there to ask, and its text is paid for. One that goes on ends the
 * command all the same, as the host would ask on after anything but a failure; the object stays, and by it a redrive finds the job.
 */
async function poll(session: GoogleSession, context: SpeechContext, job: Job): Promise<SpeechOutcome> {
  try {
    const outcome = await settle(session, context, job, await session.api(job.operation).operation(job.operation));
    return outcome.kind === 'pending' && context.call.now() > job.until
      ? failed('operation_too_slow', TOO_SLOW)
      : outcome;
  } catch (error) {
    if (grpcCode(error) !== NOT_FOUND) return keepAsking(session.failure(error, 'read'), job);
    await clean(session, context.call, job);
    return failed('operation_lost', `Google no longer knows the job ${job.operation}.`);
  }
}

/** Asking has no effect: what may pass is asked again with the same job, so that nothing is submitted twice. */
const keepAsking = (failure: ErrorOutcome, job: Job): SpeechOutcome => {
  if (failure.kind !== 'retry') return failure;
  const later = pending(job);
  return { ...later, afterMs: Math.max(later.afterMs, failure.afterMs ?? 0) };
};

async function find(
  session: GoogleSession,
  context: SpeechContext,
  bucket: string,
): Promise<SpeechOutcome | undefined> {
  const object = context.call.command.id;
  try {
    const operation = await findOperation(session.api(), `gs://${bucket}/${object}`);
    if (operation === 'none') return undefined;
    if (operation === 'unclear')
      return unknown('too_many_operations', 'Google lists more jobs than can be looked through.');
    const job = newJob({ operation: operation.name, bucket, object, durationSeconds: null }, context.call.now());
    return await settle(session, context, job, operation);
  } catch (error) {
    return session.failure(error, 'read');
  }
}

async function settle(
  session: GoogleSession,
  context: SpeechContext,
  job: Job,
  { state }: Operation,
): Promise<SpeechOutcome> {
  if (state.kind === 'running') return pending(job);
  await clean(session, context.call, job);
  if (state.kind === 'failed') {
    const failure = codeFailure(state.code, `The job failed: ${state.message}`, 'read');
    return failure.kind === 'retry' ? { ...failure, jobOver: true } : failure;
  }
  return transcribed(context, state.results, job.durationSeconds);
}

async function clean(
  session: GoogleSession,
  call: Call,
  { bucket, object }: Pick<Job, 'bucket' | 'object'>,
): Promise<void> {
  const failure = await session.delete(bucket, object);
  if (failure) call.log.warn('the staged recording could not be deleted', { bucket, object, code: failure.error.code });
}

async function test(
  call: TestCall,
  settings: SttSettings,
  with_: Parameters<typeof GoogleSession.open>[2],
): Promise<TestOutcome> {
  const session = await GoogleSession.open(call, settings, with_);
  if ('kind' in session) return { ok: false, error: session.error };
  try {
    await session.api().operations(1, '');
  } catch (error) {
    return { ok: false, error: session.failure(error, 'read').error };
  }
  if (settings.bucket === undefined) {
    return {
      ok: true,
      message: 'The service account works. Without a bucket only recordings up to 55 seconds can be transcribed.',
    };
  }
  const found = await session.readBucket(settings.bucket);
  if ('hasLifecycle' in found)
    return { ok: true, message: `Service account, speech API and bucket work.${found.hasLifecycle ? '' : KEEPS}` };
  return { ok: false, error: (found.error.code === 'status_404' ? noSuchBucket(settings.bucket) : found).error };
}

const KEEPS =
  ' The bucket deletes nothing by itself: give it a lifecycle rule, for recordings that a crash leaves there.';

const withConnection = (call: Call): Call & TestCall => {
  if (call.connection === undefined) throw new Error('settings were read without a connection');
  return { ...call, connection: call.connection };
};
