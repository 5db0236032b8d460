import { rateSettings } from '@hookswitch/connector-sdk';
import type { ConnectorManifest, JsonObject } from '@hookswitch/domain';

const closed = (properties: JsonObject, required: readonly string[]): JsonObject => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const text = (title: string, description = ''): JsonObject => ({
  type: 'string',
  title,
  ...(description !== '' && { description }),
});
const CUSTOMIZE = 'Needs the scope chat:write.customize.';

/** Slack's limits that can be told from here; of all else it says itself what is wrong, and where. */
const textOf = (maxLength: number): JsonObject => ({ text: { type: 'string', minLength: 1, maxLength } });
const blocks: JsonObject = {
  type: 'array',
  title: 'Blocks',
  description: 'Slack’s Block Kit. Values are escaped; a lone placeholder keeps its type.',
  maxItems: 50,
  items: {
    type: 'object',
    properties: {
      type: { type: 'string', minLength: 1 },
      // An object but in blocks of the type markdown.
      text: { type: ['object', 'string'], minLength: 1, maxLength: 12_000, properties: textOf(3_000) },
      fields: { type: 'array', maxItems: 10, items: { type: 'object', properties: textOf(2_000) } },
    },
    required: ['type'],
  },
};

export const slackManifest: ConnectorManifest = {
  type: 'slack',
  version: '1.0.0',
  title: 'Slack message',
  description: 'Posts a message to a channel.',
  parameters: closed(
    {
      token: {
        type: 'string',
        minLength: 1,
        title: 'Token',
        description: 'Instead of a connection: a token with the scope chat:write.',
      },
      channel: { type: 'string', minLength: 1, title: 'Channel', description: 'Its id, or its name.' },
      text: text('Text', 'Cut at 40,000 characters. Beside blocks: what notifications show.'),
      icon_emoji: text('Icon emoji', `Goes before the icon URL. ${CUSTOMIZE}`),
      icon_url: text('Icon URL', CUSTOMIZE),
      use_markdown: {
        type: 'boolean',
        title: 'Use Markdown',
        description: '**text** is shown bold. Off: no formatting at all.',
      },
      username: text('User name', CUSTOMIZE),
      blocks,
      thread_ts: {
        ...text(
          'Thread',
          'The ts of the message to answer to, such as {{steps.first.output.ts}}; not that of an answer.',
        ),
        pattern: '^(\\d{1,12}\\.\\d{6})?$',
      },
      unfurl_links: { type: 'boolean', title: 'Unfurl links' },
      unfurl_media: { type: 'boolean', title: 'Unfurl media' },
      permalink: {
        type: 'boolean',
        title: 'Permalink',
        default: true,
        description: 'Off: the output has none, which saves a second call for each message.',
      },
    },
    ['channel', 'text'],
  ),
  output: closed(
    {
      channel: { type: 'string', description: 'Always the id.' },
      ts: { type: 'string', description: 'Identifies the message; the thread of an answer to it.' },
      permalink: { type: ['string', 'null'], description: 'null when Slack did not say, or was not asked.' },
    },
    ['channel', 'ts', 'permalink'],
  ),
  landings: {
    token: 'text',
    channel: 'text',
    text: 'slack',
    blocks: 'slack-blocks',
    icon_emoji: 'text',
    icon_url: 'text',
    use_markdown: 'json',
    username: 'text',
    thread_ts: 'text',
    unfurl_links: 'json',
    unfurl_media: 'json',
    permalink: 'json',
  },
  secretParams: ['token'],
  secretsAllowedIn: ['token'],
  partitionKey: [{ from: 'connection' }, { from: 'param', name: 'channel' }],
  rate: { perMinute: 60, burst: 3 },
  idempotency: 'none',
  delivery: 'at_least_once',
  timeoutMs: 30_000,
  egressHosts: ['slack.com'],
  connection: {
    settings: closed(
      {
        baseUrl: {
          type: 'string',
          title: 'Base URL',
          description: 'https://slack.com unless you test.',
          pattern: '^https?://[^?#]+$',
        },
        ...rateSettings,
      },
      [],
    ),
    secrets: [{ name: 'token', title: 'Token', required: true }],
  },
};
