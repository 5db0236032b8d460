import { rateSettings } from '@hookswitch/connector-sdk';
import type { ConnectorManifest, JsonObject } from '@hookswitch/domain';
import { DEFAULT_PROVIDER, PROVIDERS } from './providers.js';

const closed = (properties: JsonObject, required: readonly string[]): JsonObject => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const filled = (title: string): JsonObject => ({ type: 'string', minLength: 1, title });
const number = (title: string): JsonObject => ({
  type: 'string',
  title,
  description: 'E.164, such as +420228880000.',
  pattern: '^\\+[1-9]\\d{6,14}$',
});
const provider: JsonObject = {
  title: 'Provider',
  enum: PROVIDERS.map(({ name }) => name),
  default: DEFAULT_PROVIDER,
};

export const smsManifest: ConnectorManifest = {
  type: 'sms',
  version: '1.0.0',
  title: 'Text message',
  description: 'Sends an SMS from one of your numbers.',
  parameters: closed(
    {
      sender: number('Sender'),
      recipient: number('Recipient'),
      text: { type: 'string', title: 'Text', description: 'At most 1,600 characters.' },
      authorization: {
        title: 'Access key',
        description: 'Instead of a connection.',
        ...closed({ id: filled('Access key id'), secret: filled('Access key secret') }, ['id', 'secret']),
      },
      provider,
    },
    ['sender', 'recipient', 'text'],
  ),
  output: closed(
    {
      provider: { type: 'string' },
      messageId: { type: ['string', 'null'], description: 'null where the provider gives none.' },
      segments: { type: 'integer', description: 'Messages that were sent for the text.' },
    },
    ['provider', 'messageId', 'segments'],
  ),
  landings: { sender: 'phone', recipient: 'phone', text: 'sms', authorization: 'json', provider: 'literal' },
  secretParams: ['authorization.id', 'authorization.secret'],
  secretsAllowedIn: ['authorization.id', 'authorization.secret'],
  partitionKey: [{ from: 'connection' }],
  // CloudTalk's 60 a minute, shared with REST calls and recordings.
  rate: { perMinute: 40, burst: 5 },
  idempotency: 'none',
  delivery: 'at_most_once',
  timeoutMs: 30_000,
  egressHosts: PROVIDERS.map(({ baseUrl }) => new URL(baseUrl).host),
  connection: {
    settings: closed(
      {
        provider,
        baseUrl: {
          type: 'string',
          title: 'Base URL',
          description: "The provider's own unless you test.",
          pattern: '^https?://[^?#]+$',
        },
        sender: {
          ...number('Usual sender'),
          description: 'The connection test looks for it among the numbers of the account.',
        },
        countries: {
          type: 'array',
          title: 'Countries',
          description: 'ISO codes of the countries that may be texted; empty: all.',
          items: { type: 'string', pattern: '^[A-Z]{2}$' },
        },
        ...rateSettings,
      },
      [],
    ),
    secrets: [
      { name: 'id', title: 'Access key id', required: true },
      { name: 'secret', title: 'Access key secret', required: true },
    ],
  },
};
