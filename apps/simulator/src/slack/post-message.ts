import { createHash } from 'node:crypto';
import type { SimAnswer } from '../http/provider.js';
import { textOf } from '../http/read-body.js';
import { TokenBucket } from '../http/token-bucket.js';
import { isSlackError } from './errors.js';

type Fields = Readonly<Record<string, unknown>>;

const BURST = 4;
const LONGEST_TEXT = 40_000;
const MOST_BLOCKS = 50;
const LONGEST_BLOCKS = 13_200;
const OTHER_ICON_SCOPE = ['icon_emoji', 'icon_url', 'username'];

export const said = (body: object): SimAnswer => ({ status: 200, body: { ok: true, ...body } });
export const refused = (error: string, more: object = {}): SimAnswer => ({
  status: 200,
  body: { ok: false, error, ...more },
});
export const tooMany = (seconds: number): SimAnswer => ({
  status: 429,
  headers: { 'retry-after': String(seconds) },
  body: { ok: false, error: 'ratelimited' },
});

/** Channels of the simulated workspace: every name exists, and one named like an error brings it about (`#is_archived`). */
export class Channels {
  readonly #buckets = new Map<string, TokenBucket>();
  readonly #messages = new Map<string, object>();
  #count = 0;

  constructor(private readonly now: () => number) {}

  post(fields: Fields, token: string, scopes: readonly string[]): SimAnswer {
    const problem = checkMessage(fields, scopes);
    if (problem !== undefined) return problem;
    const id = channelId(textOf(fields.channel));
    const key = `${token}|${id}`;
    const bucket = this.#buckets.get(key) ?? new TokenBucket(BURST, 1000);
    this.#buckets.set(key, bucket);
    if (!bucket.take(this.now())) return tooMany(1);
    const ts = this.#timestamp();
    const text = textOf(fields.text).slice(0, LONGEST_TEXT);
    const message = {
      type: 'message',
      subtype: 'bot_message',
      text,
      ts,
      username: textOf(fields.username) || 'Hookswitch',
      bot_id: 'B0123456789',
      ...(fields.thread_ts === undefined ? {} : { thread_ts: textOf(fields.thread_ts) }),
      ...(fields.blocks === undefined ? {} : { blocks: asArray(fields.blocks) }),
    };
    this.#messages.set(`${id}|${ts}`, message);
    return { ...said({ channel: id, ts, message }), effect: 'message' };
  }

  permalink(channel: string, ts: string): SimAnswer {
    if (!this.#messages.has(`${channel}|${ts}`)) return refused('message_not_found');
    const permalink = `https://hookswitch-sim.slack.com/archives/${channel}/p${ts.replace('.', '')}`;
    return said({ channel, permalink });
  }

  #timestamp(): string {
    this.#count += 1;
    return `${Math.floor(this.now() / 1000)}.${String(this.#count * 100).padStart(6, '0')}`;
  }
}

/** Slack always answers with the id, even when a name was sent. */
export const channelId = (channel: string): string =>
  /^[CDG][A-Z0-9]{8,}$/.test(channel)
    ? channel
    : `C${createHash('sha1').update(channel.replace(/^#/, '')).digest('hex').slice(0, 10).toUpperCase()}`;

function checkMessage(fields: Fields, scopes: readonly string[]): SimAnswer | undefined {
  const provided = scopes.join(',');
  if (!scopes.includes('chat:write')) return refused('missing_scope', { needed: 'chat:write', provided });
  if (OTHER_ICON_SCOPE.some((name) => textOf(fields[name]) !== '') && !scopes.includes('chat:write.customize')) {
    return refused('missing_scope', { needed: 'chat:write.customize', provided });
  }
  const channel = textOf(fields.channel).replace(/^#/, '');
  if (channel === '') return refused('channel_not_found');
  if (isSlackError(channel)) return refused(channel);
  if (channel.startsWith('private') && !scopes.includes('chat:write.public')) return refused('not_in_channel');
  const blocks = fields.blocks === undefined ? undefined : asArray(fields.blocks);
  if (fields.blocks !== undefined && blocks === undefined) return refused('invalid_blocks_format');
  if (blocks !== undefined && blocks.length > MOST_BLOCKS) return refused('invalid_blocks');
  if (blocks !== undefined && JSON.stringify(blocks).length > LONGEST_BLOCKS) return refused('msg_blocks_too_long');
  if (textOf(fields.text) === '' && blocks === undefined && textOf(fields.markdown_text) === '')
    return refused('no_text');
  if (textOf(fields.markdown_text) !== '' && textOf(fields.text) !== '') return refused('markdown_text_conflict');
  return undefined;
}

/** An array, or the JSON text of one as forms carry it. */
function asArray(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value as unknown[];
  try {
    const parsed: unknown = JSON.parse(textOf(value));
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
