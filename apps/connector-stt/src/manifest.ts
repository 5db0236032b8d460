import { rateSettings } from '@hookswitch/connector-sdk';
import type { ConnectorManifest, JsonObject } from '@hookswitch/domain';
import { REGIONS, speechHost } from './google/places.js';
import { modelOptions } from './models.js';
import { PROVIDERS } from './settings.js';

const nullable = (type: string): JsonObject => ({ type: [type, 'null'] });

const parameters: JsonObject = {
  type: 'object',
  properties: {
    language: {
      type: 'string',
      title: 'Language',
      description: 'Language that is spoken (BCP-47), such as en-US',
      pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$',
    },
    use_enhanced: {
      type: 'boolean',
      title: 'Use enhanced model',
      description: 'Dearer and more accurate, where the model has such a form',
    },
    model: {
      type: 'string',
      title: 'Model',
      description: "phone_call suits most recordings of calls; Google's names mean the connection's model elsewhere",
      minLength: 1,
    },
  },
  required: ['language', 'use_enhanced', 'model'],
  additionalProperties: false,
};

const output: JsonObject = {
  type: 'object',
  properties: {
    transcript: { type: 'string' },
    confidence: { ...nullable('number'), description: 'From 0 to 1; null where the provider does not say' },
    segments: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          start: { type: 'number' },
          end: { type: 'number' },
          text: { type: 'string' },
          channel: { type: 'integer', description: 'From 1; absent where channels were not told apart' },
          speaker: { type: 'string', description: 'Label; absent where voices were not told apart' },
          confidence: nullable('number'),
        },
        required: ['start', 'end', 'text'],
      },
    },
    language: { type: 'string', description: 'The one that was heard, where several were possible' },
    durationSeconds: nullable('number'),
    model: { type: 'string' },
    provider: { type: 'string' },
    truncated: { type: 'boolean', description: 'Text or segments were left out because they are too long' },
    notes: {
      type: 'array',
      items: { type: 'string' },
      description: 'What of the action had no effect with this provider; absent: nothing',
    },
  },
  required: ['transcript', 'confidence', 'segments', 'language', 'durationSeconds', 'model', 'provider', 'truncated'],
};

const settings: JsonObject = {
  type: 'object',
  properties: {
    provider: { enum: [...PROVIDERS], default: PROVIDERS[0], title: 'Provider' },
    model: {
      type: 'string',
      minLength: 1,
      title: 'Model',
      description:
        "Of OpenAI (whisper-1 unless said otherwise) or Deepgram (nova-3), where the action's model is one of Google's",
    },
    transcriptionPath: {
      type: 'string',
      pattern: '^/[A-Za-z0-9._~/-]+$',
      default: '/v1/audio/transcriptions',
      title: 'Path of the transcription',
      description: 'Of an OpenAI-compatible server that has it elsewhere: /inference for whisper.cpp',
    },
    bucket: {
      type: 'string',
      title: 'Staging bucket',
      description:
        'Cloud Storage bucket for recordings over 55 seconds; give it a lifecycle rule that deletes after a day',
      pattern: '^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$',
    },
    project: {
      type: 'string',
      title: 'Quota project',
      description: "Project that is billed; default: the service account's own",
    },
    apiVersion: {
      enum: ['v1', 'v2'],
      default: 'v1',
      title: 'Version of the Google Speech API',
      description: 'v2 reads A-law, MP3, MP4, WebM and AMR too, has newer models and more regions',
    },
    recognizer: {
      type: 'string',
      default: '_',
      title: 'Recognizer',
      description: "Of Google Speech v2: one of the project's own, for its vocabulary; _ is none",
      pattern: '^(_|[a-z]([a-z0-9-]{0,61}[a-z0-9])?)$',
    },
    region: {
      enum: [...REGIONS],
      default: 'global',
      title: 'Region',
      description: 'Where speech is processed; Google Speech v1 knows global, us and eu',
    },
    alternativeLanguages: {
      type: 'array',
      items: { type: 'string', pattern: '^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*|auto)$' },
      maxItems: 3,
      uniqueItems: true,
      title: 'Alternative languages',
      description:
        "What may be spoken instead of the action's language (BCP-47); auto leaves it open, with the chirp models of Google Speech v2",
    },
    speakerLabels: {
      type: 'boolean',
      default: false,
      title: 'Tell speakers apart',
      description: 'In recordings with one channel; where each party has a channel of its own, those tell them apart',
    },
    recordingHosts: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      title: 'Recording hosts',
      description:
        "Hosts that recordings may be fetched from, within the operator's list; *.example.com covers one more label",
    },
    baseUrl: {
      type: 'string',
      format: 'uri',
      title: 'Base URL',
      description:
        "Of an OpenAI-compatible server, or instead of the provider's own hosts; name its host in allowedHosts too",
    },
    ...rateSettings,
  },
  additionalProperties: false,
};

export const manifest: ConnectorManifest = {
  type: 'stt',
  version: '1.0.0',
  title: 'Speech to text',
  description: 'Transcribes the recording of a call',
  parameters,
  output,
  landings: { language: 'literal', use_enhanced: 'literal', model: 'literal' },
  secretParams: [],
  secretsAllowedIn: [],
  partitionKey: [{ from: 'connection' }],
  // Google allows 900 requests a minute; a long recording takes a few.
  rate: { perMinute: 300, burst: 30 },
  idempotency: 'lookup',
  delivery: 'at_least_once',
  timeoutMs: 15 * 60_000,
  triggers: ['recording.uploaded'],
  options: modelOptions,
  egressHosts: [
    ...REGIONS.map(speechHost),
    'storage.googleapis.com',
    'oauth2.googleapis.com',
    'api.openai.com',
    'api.deepgram.com',
  ],
  connection: {
    settings,
    secrets: [
      {
        name: 'credentials',
        title: 'Key of a Google service account (JSON)',
        required: true,
        unless: { setting: 'provider', values: ['openai-compatible', 'deepgram'] },
      },
      {
        name: 'apiKey',
        title: 'API key of OpenAI or Deepgram',
        required: true,
        // A server of one's own may do without; OpenAI's asks for it when the connection is tested.
        unless: { setting: 'provider', values: ['google', 'openai-compatible'] },
      },
      { name: 'recordingAuthorization', title: 'Authorization header for the recording hosts', required: false },
    ],
  },
  eventFields: [
    'recording_url',
    'call_uuid',
    'call_id',
    'internal_number',
    'external_number',
    'direction',
    'contacts',
    'agent',
  ],
  publishes: ['transcription.created'],
};
