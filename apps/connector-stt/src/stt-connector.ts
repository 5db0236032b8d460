import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  defineConnector,
  failed,
  retry,
  type ActionOutcome,
  type Call,
  type Connector,
  type ErrorOutcome,
} from '@hookswitch/connector-sdk';
import type { Json } from '@hookswitch/domain';
import { deepgramProvider } from './deepgram/deepgram-provider.js';
import { createGoogleProvider } from './google/google-provider.js';
import { manifest } from './manifest.js';
import { openaiProvider } from './openai/openai-provider.js';
import { fetchRecording } from './recording/fetch-recording.js';
import { inspectRecording } from './recording/inspect-recording.js';
import { readSettings, type SttSettings } from './settings.js';
import type { Recording, SpeechContext, SpeechOutcome, SpeechProvider } from './speech-provider.js';
import { succeeded } from './transcription.js';

export interface SttOptions {
  /** Hosts that recordings may be fetched from; a connection's own list is used within them. Empty: connections decide. */
  readonly recordingHosts: readonly string[];
}

interface Setup {
  readonly settings: SttSettings;
  readonly provider: SpeechProvider;
}

/** Speech to text: fetches the event's recording, has it transcribed, and publishes `transcription.created`. */
export function createSttConnector({ recordingHosts }: SttOptions): Connector {
  const providers: Readonly<Record<SttSettings['provider'], SpeechProvider>> = {
    google: createGoogleProvider(manifest.egressHosts),
    'openai-compatible': openaiProvider,
    deepgram: deepgramProvider,
  };
  const prepare = (connection: Call['connection']): Setup | ErrorOutcome => {
    const settings = readSettings(connection, recordingHosts);
    if ('kind' in settings) return settings;
    return { settings, provider: providers[settings.provider] };
  };

  return defineConnector({
    manifest,
    async perform(call) {
      const setup = prepare(call.connection);
      if ('kind' in setup) return setup;
      return finish(call, await perform(setup, contextOf(call, setup)));
    },
    async resume(call, state) {
      const setup = prepare(call.connection);
      if ('kind' in setup) return setup;
      return finish(call, await poll(setup, contextOf(call, setup), state));
    },
    async reconcile(call, state) {
      const setup = prepare(call.connection);
      if ('kind' in setup) return undefined;
      const context = contextOf(call, setup);
      if (state !== undefined) return finish(call, await poll(setup, context, state));
      const found = await setup.provider.find?.(context);
      if (found === undefined) return retry('not_submitted', 'No job was started for the recording.');
      // It could not be asked: that settles nothing.
      return found.kind === 'pending' || found.kind === 'transcribed' ? finish(call, found) : undefined;
    },
    async test(call) {
      const setup = prepare(call.connection);
      return 'kind' in setup ? { ok: false, error: setup.error } : setup.provider.test(call, setup.settings);
    },
  });
}

async function perform({ settings, provider }: Setup, context: SpeechContext): Promise<SpeechOutcome> {
  const { call } = context;
  // An earlier attempt may have started a job and been lost before it could say so.
  const earlier = call.attempt > 1 ? await provider.find?.(context) : undefined;
  if (earlier !== undefined && earlier.kind !== 'unknown') return earlier;
  const folder = await mkdtemp(join(tmpdir(), 'hookswitch-stt-'));
  try {
    const path = join(folder, 'recording');
    const bytes = await fetchRecording(call, settings, { path, maxBytes: provider.maxBytes?.(settings) });
    if (typeof bytes !== 'number') return bytes;
    const recording = await readRecording(path, bytes);
    if ('kind' in recording) return recording;
    return provider.refuse(recording.sound, settings) ?? (await provider.start(context, recording));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A job whose connection has another provider by now is nobody's any more. */
const poll = ({ provider }: Setup, context: SpeechContext, state: Json): Promise<SpeechOutcome> =>
  provider.poll?.(context, state) ??
  Promise.resolve(failed('operation_lost', `The connection's provider is ${provider.name} now, which has no jobs.`));

async function readRecording(path: string, bytes: number): Promise<Recording | ErrorOutcome> {
  const found = await inspectRecording(path);
  switch (found.kind) {
    case 'sound':
      return { path, bytes, sound: found.sound };
    case 'not_audio':
      return failed('recording_not_audio', `What stands at the recording's address is ${found.looksLike}, not sound.`);
  }
}

function contextOf(call: Call, { settings }: Setup): SpeechContext {
  const { language, use_enhanced: useEnhanced, model } = call.params;
  return {
    call,
    settings,
    language: typeof language === 'string' ? language : '',
    useEnhanced: useEnhanced === true,
    model: typeof model === 'string' ? model : 'default',
  };
}

const finish = (call: Call, outcome: SpeechOutcome): ActionOutcome =>
  outcome.kind === 'transcribed' ? succeeded(outcome.transcription, call.command.properties ?? {}) : outcome;
