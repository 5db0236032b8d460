import { VALUE_FORMATS, type ConnectorManifest, type JsonObject } from '@hookswitch/domain';

/** As people and the screens of phone systems write them. */
const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const text: JsonObject = { type: 'string' };
const closed = (properties: JsonObject, required: readonly string[]): JsonObject => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const entries = (title: string, description: string, value: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: 'array',
  title,
  description,
  maxItems: 100,
  items: closed({ key: { type: 'string', minLength: 1 }, value, secret: { type: 'boolean' }, ...more }, [
    'key',
    'value',
  ]),
});
const status: JsonObject = { type: 'integer', minimum: 200, maximum: 599 };

const parameters: JsonObject = {
  ...closed(
    {
      endpoint: {
        type: 'string',
        title: 'Endpoint',
        pattern: '^https?://',
        maxLength: 8_192,
        description: 'Event data may fill path and query, never scheme, host or port.',
      },
      method: { title: 'Method', enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] },
      headers: entries('Headers', 'Sent as they are.', text),
      values: entries(
        'Values',
        'One flat JSON object as the body; the query string for GET.',
        {},
        {
          format: {
            enum: VALUE_FORMATS.flatMap((name) => [name, name.toUpperCase(), capitalised(name)]),
            default: 'auto',
          },
        },
      ),
      body: {
        title: 'Body',
        description: 'Any JSON, instead of values; not for GET. A lone placeholder keeps its type.',
      },
      timeoutMs: { type: 'integer', title: 'Time-out (ms)', minimum: 1, maximum: 30_000 },
      successStatus: {
        title: 'Success',
        description: 'The statuses that mean success, instead of 200 to 299.',
        anyOf: [status, { type: 'array', items: status, minItems: 1 }],
      },
      sign: {
        title: 'Signature',
        description: 'Headers of Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature.',
        ...closed(
          {
            secret: {
              type: 'string',
              minLength: 1,
              title: 'Secret',
              description: '`whsec_` and base64, or any text; several are separated by spaces, each makes a signature.',
            },
          },
          ['secret'],
        ),
      },
    },
    ['endpoint', 'method'],
  ),
  // Each as `false` at the parameter that is too much, which is told even where values are still placeholders.
  dependencies: { body: { properties: { values: false } } },
  if: { required: ['method'], properties: { method: { const: 'GET' } } },
  then: { properties: { body: false } },
};

const output: JsonObject = closed(
  {
    status: { type: 'integer' },
    headers: { type: 'object', additionalProperties: text, description: 'Lower-case names; without Set-Cookie.' },
    body: { description: 'JSON where the answer says so, else text; null when there is none, or when it is neither.' },
    truncated: { const: true, description: 'Only the first 64 KiB are here.' },
    unparsed: { const: true, description: 'It is not what its content type says, or not whole.' },
  },
  ['status', 'headers', 'body'],
);

export const httpManifest: ConnectorManifest = {
  type: 'http',
  version: '1.0.0',
  title: 'API request',
  description: 'Calls any HTTP API and hands its answer to later steps.',
  parameters,
  output,
  landings: {
    endpoint: 'url',
    method: 'literal',
    headers: 'headers',
    values: 'values',
    body: 'json',
    timeoutMs: 'literal',
    successStatus: 'literal',
    sign: 'json',
  },
  secretParams: ['sign.secret'],
  secretsAllowedIn: ['endpoint', 'headers', 'values', 'body', 'sign.secret'],
  partitionKey: [{ from: 'host', name: 'endpoint' }],
  idempotency: 'key',
  delivery: 'at_least_once',
  timeoutMs: 30_000,
  egressHosts: [],
};
