import { misconfigured, type ErrorOutcome, type OpenConnection, type Secret } from '@hookswitch/connector-sdk';
import { isJsonArray, type Json } from '@hookswitch/domain';

/** The first is that of a connection that names none. */
export const PROVIDERS = ['google', 'openai-compatible', 'deepgram'] as const;

/** A connection's settings, checked by the manifest's schema before. */
export interface SttSettings {
  readonly provider: (typeof PROVIDERS)[number];
  /** Where the action names one of Google's: OpenAI's, Deepgram's. */
  readonly model: string | undefined;
  /** Below the base URL, where it is not OpenAI's. */
  readonly transcriptionPath: string | undefined;
  readonly bucket: string | undefined;
  readonly project: string | undefined;
  readonly region: string;
  /** Of Google's API. */
  readonly apiVersion: 'v1' | 'v2';
  /** Google's `_` is none in particular. */
  readonly recognizer: string;
  /** What may be spoken instead of the action's language. */
  readonly alternativeLanguages: readonly string[];
  /** Whether voices in one channel are told apart. */
  readonly speakerLabels: boolean;
  readonly baseUrl: string | undefined;
  /** The connection's, or the operator's where it has none. Never empty. */
  readonly recordingHosts: readonly string[];
  /** Recordings must be within these too; empty: the operator sets no bounds. */
  readonly operatorHosts: readonly string[];
  /** Google's. */
  readonly credentials: Secret | undefined;
  /** OpenAI's, Deepgram's. */
  readonly apiKey: Secret | undefined;
  readonly recordingAuthorization: Secret | undefined;
}

export function readSettings(
  connection: OpenConnection | undefined,
  operatorHosts: readonly string[],
): SttSettings | ErrorOutcome {
  if (connection === undefined) return misconfigured('connection_missing', 'The action names no connection.');
  const { credentials, apiKey, recordingAuthorization } = connection.secrets;
  const name = connection.settings.provider ?? PROVIDERS[0];
  const provider = PROVIDERS.find((known) => known === name);
  if (provider === undefined) {
    return misconfigured('unknown_provider', `There is no speech provider ${JSON.stringify(name)}.`);
  }
  const own = listOf(connection.settings.recordingHosts);
  const recordingHosts = own.length > 0 ? own : operatorHosts;
  if (recordingHosts.length === 0) {
    return misconfigured('recording_hosts_missing', 'Neither the connection nor the operator names recordingHosts.');
  }
  const text = (name: string) => {
    const value = connection.settings[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    provider,
    model: text('model'),
    transcriptionPath: text('transcriptionPath'),
    bucket: text('bucket'),
    project: text('project'),
    region: text('region') ?? 'global',
    apiVersion: text('apiVersion') === 'v2' ? 'v2' : 'v1',
    recognizer: text('recognizer') ?? '_',
    alternativeLanguages: listOf(connection.settings.alternativeLanguages),
    speakerLabels: connection.settings.speakerLabels === true,
    baseUrl: text('baseUrl')?.replace(/\/+$/, ''),
    recordingHosts,
    operatorHosts,
    credentials,
    apiKey,
    recordingAuthorization,
  };
}

function listOf(value: Json | undefined): readonly string[] {
  return value !== undefined && isJsonArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
