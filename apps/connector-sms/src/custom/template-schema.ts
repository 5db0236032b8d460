import type { JsonObject } from '@hookswitch/domain';

/** Text with placeholders of these names alone: what the author mistypes is refused when the connection is saved. RE2 must know the pattern. */
const textOf = (...names: readonly string[]): string =>
  `(?:[^{]|\\{[^{]|\\{\\{ *(?:${names.join('|')}) *(?:\\|[^{}]*)?\\}\\})*\\{?`;
const SECRETS = 'secrets\\.(?:id|secret)';
const TEXT = textOf('sms\\.(?:sender|recipient|text|id)', SECRETS);
/** Scheme, host and port are literal. */
const ORIGIN = 'https?://[^/?#\\\\{}\\s@]+';
const PATH = '^[A-Za-z_][\\w-]*(?:\\[\\d{1,6}\\]|\\.[A-Za-z_][\\w-]*)*$';
/** Where the settings' schema has it. */
const TEXTS: JsonObject = { $ref: '#/properties/template/$defs/texts' };

const closed = (properties: JsonObject, required: readonly string[] = []): JsonObject => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const text = (title: string, pattern: string, description?: string): JsonObject => ({
  type: 'string',
  title,
  pattern,
  ...(description !== undefined && { description }),
});
const statuses: JsonObject = { type: 'integer', minimum: 100, maximum: 599 };

const inAnyCase = (word: string): string => Array.from(word, (letter) => `[${letter}${letter.toUpperCase()}]`).join('');
/** Names of headers that carry a credential, whose place is among the secrets: settings are not sealed. */
const CREDENTIAL = ['authorization', 'token', 'key', 'secret', 'password', 'cookie'].map(inAnyCase).join('|');
const headers: JsonObject = {
  type: 'array',
  title: 'Headers',
  items: {
    ...closed(
      {
        key: text('Name', "^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$"),
        value: text('Value', `^${TEXT}$`, 'A credential is written {{secrets.id}} or {{secrets.secret}}.'),
      },
      ['key', 'value'],
    ),
    if: { properties: { key: { pattern: CREDENTIAL } } },
    then: { properties: { value: { pattern: `\\{\\{ *${SECRETS} *\\}\\}` } } },
  },
};
const body: JsonObject = {
  ...closed({ kind: { enum: ['json', 'form'] }, content: { type: 'object' } }, ['kind', 'content']),
  title: 'Body',
  if: { properties: { kind: { const: 'form' } } },
  then: {
    properties: {
      content: { additionalProperties: { type: ['string', 'number', 'boolean'], pattern: `^${TEXT}$` } },
    },
  },
  else: { properties: { content: TEXTS } },
};
const success = closed({
  statuses: { type: 'array', title: 'Statuses', minItems: 1, items: statuses },
  path: text('Path in the answer', PATH),
  value: { type: ['string', 'number', 'boolean'], title: 'Value there' },
});
const classes: JsonObject = {
  type: 'array',
  title: 'What errors mean',
  items: {
    ...closed(
      {
        status: statuses,
        code: { type: 'string', minLength: 1 },
        class: { enum: ['retry', 'retry-after', 'permanent', 'config', 'unknown'] },
        afterSeconds: { type: 'integer', minimum: 1, maximum: 86_400 },
      },
      ['class'],
    ),
    anyOf: [{ required: ['status'] }, { required: ['code'] }],
  },
};

/** Of the setting `template`. */
export const templateSchema: JsonObject = {
  ...closed(
    {
      method: { enum: ['POST', 'PUT', 'PATCH', 'GET'], default: 'POST', title: 'Method' },
      url: text('URL', `^${ORIGIN}(?:[/?#]${TEXT})?$`, 'Scheme, host and port without placeholders.'),
      headers,
      basicAuth: { type: 'boolean', title: 'Basic authentication with access key id and secret' },
      numbers: { enum: ['e164', 'digits'], default: 'e164', title: 'Numbers' },
      body,
      success: { ...success, title: 'Success' },
      messageIdPath: text('Path to the id of the message', PATH),
      errorPath: text('Path to the code or text of an error', PATH),
      classes,
      testUrl: text('URL that tests the account', `^${ORIGIN}(?:[/?#]${textOf(SECRETS)})?$`, 'Asked with GET.'),
    },
    ['url'],
  ),
  title: 'Custom provider',
  description:
    'How the gateway is asked, with {{sms.sender}}, {{sms.recipient}}, {{sms.text}}, {{sms.id}}, {{secrets.id}} and {{secrets.secret}}.',
  if: { properties: { method: { const: 'GET' } }, required: ['method'] },
  then: { properties: { body: false } },
  $defs: { texts: { pattern: `^${TEXT}$`, items: TEXTS, additionalProperties: TEXTS } },
};
