import { rateSettings, type ConnectorManifest } from '@hookswitch/connector-sdk';

/** What Hookswitch knows of this connector: editors draw forms from it, and workflows are checked with it when they are saved. */
export const manifest: ConnectorManifest = {
  type: 'echo',
  version: '0.1.0',
  title: 'Echo',
  description: 'Sends what the workflow says and hands back what came of it.',
  // JSON Schema of the action's params; titles and descriptions are shown beside the fields.
  parameters: {
    type: 'object',
    properties: {
      text: { type: 'string', title: 'Text', description: 'May hold placeholders.', minLength: 1, maxLength: 2_000 },
      values: { type: 'object', title: 'Values', description: 'Any JSON; a lone placeholder keeps its type.' },
      times: { type: 'integer', title: 'Times', minimum: 1, maximum: 10, default: 1 },
    },
    required: ['text'],
    additionalProperties: false,
  },
  // JSON Schema of what later steps may read as {{steps.<id>.output…}}.
  output: {
    type: 'object',
    properties: {
      id: { type: 'string', description: 'Of the message, as the target named it.' },
      text: { type: 'string', description: 'As it was sent.' },
      values: { type: 'object' },
    },
    required: ['id', 'text', 'values'],
    additionalProperties: false,
  },
  // Where each parameter lands decides how placeholders in it are escaped.
  landings: { text: 'text', values: 'json', times: 'literal' },
  // Parameters that are credentials, and those in which {{secrets.…}} may stand.
  secretParams: [],
  secretsAllowedIn: [],
  // Commands with the same key share one rate limit and one queue.
  partitionKey: [{ from: 'connection' }],
  rate: { perMinute: 60, burst: 10 },
  // `key`: the target knows Idempotency-Key, so that a repeat does no harm.
  idempotency: 'key',
  delivery: 'at_least_once',
  timeoutMs: 30_000,
  // Hosts that it calls whatever the connection says; operators open them.
  egressHosts: [],
  connection: {
    settings: {
      type: 'object',
      properties: {
        baseUrl: { type: 'string', title: 'Base URL', pattern: '^https?://', maxLength: 2_048 },
        ...rateSettings,
      },
      required: ['baseUrl'],
      additionalProperties: false,
    },
    secrets: [{ name: 'token', title: 'Token', required: true }],
  },
};
