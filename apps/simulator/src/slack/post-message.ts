import { createHash } from 'node:crypto';
import type { SimAnswer } from '../http/provider.js';
import { textOf } from '../http/read-body.js';
import { TokenBucket } from '../http/token-bucket.js';
import { blockProblem } from './blocks.js';
import { isSlackError } from './errors.js';

type Fields = Readonly<Record<string, unknown>>;

const BURST = 4;
const LONGEST_TEXT = 40_000;
/** Where everybody is, whoever was invited. */
const OPEN_CHANNELS = ['general', channelId('general')];
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
  /** By channel and ts; an answer in a thread has that of its parent. */
  readonly #messages = new Map<string, { readonly thread_ts?: string }>();
  #count = 0;

  constructor(private readonly now: () => number) {}

  post(fields: Fields, token: string, scopes: readonly string[]): SimAnswer {
    const problem = checkMessage(fields, token, scopes);
    if (problem !== undefined) return problem;
    const id = channelId(textOf(fields.channel));
    const thread = textOf(fields.thread_ts);
    const lost = thread === '' ? undefined : this.#threadProblem(id, thread);
    if (lost !== undefined) return lost;
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
      ...(thread === '' ? {} : { thread_ts: thread }),
      ...(fields.blocks === undefined ? {} : { blocks: asArray(fields.blocks) }),
    };
    this.#messages.set(`${id}|${ts}`, message);
    return { ...said({ channel: id, ts, message }), effect: 'message' };
  }

  permalink(channel: string, ts: string): SimAnswer {
    const message = this.#messages.get(`${channel}|${ts}`);
    if (message === undefined) return refused('message_not_found');
    const thread = message.thread_ts === undefined ? '' : `?thread_ts=${message.thread_ts}&cid=${channel}`;
    const permalink = `https://hookswitch-sim.slack.com/archives/${channel}/p${ts.replace('.', '')}${thread}`;
    return said({ channel, permalink });
  }

  /** Only a message that is itself no answer can be answered. */
  #threadProblem(channel: string, ts: string): SimAnswer | undefined {
    const parent = this.#messages.get(`${channel}|${ts}`);
    if (parent === undefined) return refused('thread_not_found');
    return parent.thread_ts === undefined ? undefined : refused('cannot_reply_to_message');
  }

  #timestamp(): string {
    this.#count += 1;
    return `${Math.floor(this.now() / 1000)}.${String(this.#count * 100).padStart(6, '0')}`;
  }
}

/** Slack always answers with the id, even when a name was sent. */
export function channelId(channel: string): string {
  if (/^[CDG][A-Z0-9]{8,}$/.test(channel)) return channel;
  return `C${createHash('sha1').update(channel.replace(/^#/, '')).digest('hex').slice(0, 10).toUpperCase()}`;
}

/** Private channels are hidden from who was not invited, others need an invitation or the scope. */
function membershipProblem(channel: string, token: string, scopes: readonly string[]): SimAnswer | undefined {
  if (token.includes('invited')) return undefined;
  if (channel.startsWith('private')) return refused('channel_not_found');
  if (scopes.includes('chat:write.public') || OPEN_CHANNELS.includes(channel)) return undefined;
  return refused('not_in_channel');
}

function blocksRefused(blocks: readonly unknown[] | undefined): SimAnswer | undefined {
  const problem = blockProblem(blocks);
  if (problem === undefined) return undefined;
  if (!('errors' in problem)) return refused(problem.error);
  const messages = problem.errors.map((error) => `[ERROR] ${error}`);
  return refused(problem.error, { errors: problem.errors, response_metadata: { messages } });
}

function checkMessage(fields: Fields, token: string, scopes: readonly string[]): SimAnswer | undefined {
  const provided = scopes.join(',');
  if (!scopes.includes('chat:write')) return refused('missing_scope', { needed: 'chat:write', provided });
  if (OTHER_ICON_SCOPE.some((name) => textOf(fields[name]) !== '') && !scopes.includes('chat:write.customize')) {
    return refused('missing_scope', { needed: 'chat:write.customize', provided });
  }
  const channel = textOf(fields.channel).replace(/^#/, '');
  if (channel === '') return refused('channel_not_found');
  if (isSlackError(channel)) return refused(channel);
  const stranger = membershipProblem(channel, token, scopes);
  if (stranger !== undefined) return stranger;
  const wrong = fields.blocks === undefined ? undefined : blocksRefused(asArray(fields.blocks));
  if (wrong !== undefined) return wrong;
  if (textOf(fields.text) === '' && fields.blocks === undefined && textOf(fields.markdown_text) === '')
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
