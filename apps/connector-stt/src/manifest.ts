import { rateSettings } from '@hookswitch/connector-sdk';
import type { ConnectorManifest, JsonObject } from '@hookswitch/domain';
import { modelOptions } from './models.js';

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
    model: { type: 'string', title: 'Model', description: 'phone_call suits most recordings of calls', minLength: 1 },
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
          channel: { type: 'integer' },
          confidence: nullable('number'),
        },
        required: ['start', 'end', 'text'],
      },
    },
    language: { type: 'string' },
    durationSeconds: nullable('number'),
    model: { type: 'string' },
    provider: { type: 'string' },
    truncated: { type: 'boolean', description: 'Text or segments were left out because they are too long' },
  },
  required: ['transcript', 'confidence', 'segments', 'language', 'durationSeconds', 'model', 'provider', 'truncated'],
};

const settings: JsonObject = {
  type: 'object',
  properties: {
    provider: { enum: ['google'], default: 'google', title: 'Provider' },
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
    region: {
      enum: ['global', 'us', 'eu'],
      default: 'global',
      title: 'Region',
      description: 'Where speech is processed',
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
      description: 'Instead of the Google hosts, for tests',
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
    'speech.googleapis.com',
    'us-speech.googleapis.com',
    'eu-speech.googleapis.com',
    'storage.googleapis.com',
    'oauth2.googleapis.com',
  ],
  connection: {
    settings,
    secrets: [
      { name: 'credentials', title: 'Key of a Google service account (JSON)', required: true },
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
