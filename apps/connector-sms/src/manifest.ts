import { rateSettings } from '@hookswitch/connector-sdk';
import type { ConnectorManifest, JsonObject, SecretShape } from '@hookswitch/domain';
import type { SecretName } from './provider.js';
import { DEFAULT_PROVIDER, hostOf, PROVIDERS } from './providers.js';

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
  default: DEFAULT_PROVIDER.name,
};
/** One that needs settings cannot do without a connection. */
const withoutConnection = PROVIDERS.filter(({ requiredSettings }) => !requiredSettings).map(({ name }) => name);
const TITLES: Readonly<Record<SecretName, string>> = { id: 'Access key id', secret: 'Access key secret' };
/** With what each provider calls it. */
const titleOf = (name: SecretName): string => {
  const calls = PROVIDERS.flatMap(({ title, secrets }) => (secrets[name] ? [`${title}: ${secrets[name]}`] : []));
  return `${TITLES[name]} (${calls.join('; ')})`;
};
const secret = (name: SecretName): SecretShape => {
  const values = PROVIDERS.filter(({ secrets }) => secrets[name] === undefined).map((without) => without.name);
  return {
    name,
    title: titleOf(name),
    required: true,
    ...(values.length > 0 && { unless: { setting: 'provider', values } }),
  };
};
const signing: SecretShape = {
  name: 'signing',
  title: `Signing key of delivery receipts (${PROVIDERS.flatMap(({ title, receipts }) => (receipts?.signing === undefined ? [] : [`${title}: ${receipts.signing}`])).join('; ')})`,
  required: false,
};
/** What a connection of one provider must have besides. */
const required = PROVIDERS.flatMap(({ name, requiredSettings }) =>
  requiredSettings
    ? [
        {
          if: { properties: { provider: { const: name } }, required: ['provider'] },
          then: { required: requiredSettings },
        },
      ]
    : [],
);

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
        ...closed({ id: filled(titleOf('id')), secret: filled(titleOf('secret')) }, ['secret']),
      },
      provider: { ...provider, enum: withoutConnection },
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
  // Of commands without a connection.
  rate: DEFAULT_PROVIDER.rate,
  ratesBy: { setting: 'provider', rates: Object.fromEntries(PROVIDERS.map(({ name, rate }) => [name, rate])) },
  idempotency: 'none',
  delivery: 'at_most_once',
  timeoutMs: 30_000,
  egressHosts: PROVIDERS.flatMap(hostOf),
  publishes: ['message.delivered', 'message.undelivered'],
  connection: {
    settings: {
      ...closed(
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
          ...Object.fromEntries(PROVIDERS.flatMap(({ settings = {} }) => Object.entries(settings))),
          ...rateSettings,
        },
        [],
      ),
      ...(required.length > 0 && { allOf: required }),
    },
    secrets: [secret('id'), secret('secret'), signing],
  },
};
