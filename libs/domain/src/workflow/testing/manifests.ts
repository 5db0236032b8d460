import { catalogue } from '../../catalogue/catalogue.js';
import type { JsonObject } from '../../json.js';
import type { ConnectorManifest } from '../../manifest.js';
import type { WorkflowContext } from '../check/context.js';

const closed = (properties: JsonObject, required: readonly string[]): JsonObject => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const text = { type: 'string' };
const entry = (more: JsonObject) => ({
  type: 'array',
  items: closed({ key: text, value: text, secret: { type: 'boolean' }, ...more }, ['key', 'value']),
});
const common = {
  version: '1.0.0',
  title: '',
  description: '',
  rate: { perMinute: 60, burst: 10 },
  idempotency: 'none',
  timeoutMs: 30_000,
} as const;

const http: ConnectorManifest = {
  ...common,
  type: 'http',
  parameters: closed(
    {
      endpoint: { type: 'string', format: 'uri' },
      method: { enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] },
      headers: entry({}),
      values: entry({ format: { enum: ['string', 'number', 'boolean', 'auto'] } }),
      body: {},
      timeoutMs: { type: 'integer', minimum: 1 },
    },
    ['endpoint', 'method'],
  ),
  output: { type: 'object', properties: { status: { type: 'integer' }, headers: { type: 'object' }, body: {} } },
  landings: { endpoint: 'url', method: 'literal', headers: 'headers', values: 'values', body: 'json' },
  secretParams: [],
  secretsAllowedIn: ['endpoint', 'headers', 'values', 'body'],
  partitionKey: [{ from: 'host', name: 'endpoint' }],
  delivery: 'at_least_once',
  egressHosts: [],
};
const sms: ConnectorManifest = {
  ...common,
  type: 'sms',
  parameters: closed(
    {
      sender: text,
      recipient: { type: 'string', pattern: '^\\+[1-9]\\d{6,14}$' },
      text,
      authorization: closed({ id: text, secret: text }, ['id', 'secret']),
    },
    ['sender', 'recipient', 'text'],
  ),
  output: { type: 'object', properties: { messageId: text } },
  landings: { sender: 'phone', recipient: 'phone', text: 'sms' },
  secretParams: ['authorization.secret'],
  secretsAllowedIn: ['authorization.secret'],
  partitionKey: [{ from: 'connection' }, { from: 'param', name: 'sender' }],
  delivery: 'at_most_once',
  retry: { maxAttempts: 5 },
  egressHosts: ['my.cloudtalk.io'],
  connection: { settings: {}, secrets: [{ name: 'secret', title: 'Access key secret', required: true }] },
};
const slack: ConnectorManifest = {
  ...common,
  type: 'slack',
  parameters: closed({ token: text, channel: text, text, use_markdown: { type: 'boolean' } }, ['channel', 'text']),
  output: { type: 'object', properties: { ts: text } },
  landings: { token: 'text', channel: 'text', text: 'slack', use_markdown: 'json' },
  secretParams: ['token'],
  secretsAllowedIn: ['token'],
  partitionKey: [{ from: 'param', name: 'channel' }],
  delivery: 'at_least_once',
  egressHosts: ['slack.com'],
  connection: { settings: {}, secrets: [{ name: 'token', title: 'Token', required: true }] },
};
const stt: ConnectorManifest = {
  ...common,
  type: 'stt',
  parameters: closed({ language: text, use_enhanced: { type: 'boolean' }, model: text }, [
    'language',
    'use_enhanced',
    'model',
  ]),
  output: { type: 'object', properties: { transcript: text } },
  landings: { language: 'literal', model: 'literal', use_enhanced: 'literal' },
  secretParams: [],
  secretsAllowedIn: [],
  partitionKey: [{ from: 'connection' }],
  delivery: 'at_least_once',
  timeoutMs: 900_000,
  triggers: ['recording.uploaded'],
  options: [
    {
      param: 'model',
      on: 'language',
      cases: [{ when: ['en-US'], options: ['default', 'phone_call'] }],
      otherwise: ['default'],
      where: [{ setting: 'provider', values: ['google'] }],
      severity: 'error',
    },
  ],
  egressHosts: ['speech.googleapis.com'],
  connection: { settings: { properties: { provider: { default: 'google' } } }, secrets: [] },
  publishes: ['transcription.created'],
};

export const manifests = new Map([http, sms, slack, stt].map((manifest) => [manifest.type, manifest]));
const connections: Readonly<Record<string, ReturnType<WorkflowContext['connections']>>> = {
  'cloudtalk-main': { connector: 'sms' },
  'team-slack': { connector: 'slack' },
  speech: { connector: 'stt', settings: { bucket: 'calls' } },
  deepgram: { connector: 'stt', settings: { provider: 'deepgram' } },
};

/** A tenant with a few connections, and one secret, `crm_token`. */
export const tenant: Omit<WorkflowContext, 'validateParams'> = {
  manifests,
  connections: (name) => connections[name],
  secretExists: (name) => name === 'crm_token' || name.startsWith('inline-'),
  eventTypes: catalogue,
};
