import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { LogLevel, WebClient, type Logger } from '@slack/web-api';
import { createSimulator, type Simulator } from '../create-simulator.js';

let simulator: Simulator;
let now = 1_700_000_000_000;
beforeAll(async () => {
  simulator = await createSimulator({ port: 0, host: '127.0.0.1', now: () => now });
});
afterAll(() => simulator.close());
beforeEach(() => {
  simulator.behave('slack');
  simulator.clearRequests();
  now += 60_000;
});

/** The client logs what it throws as well. */
const nothing = () => undefined;
const SILENT: Logger = {
  ...{ debug: nothing, info: nothing, warn: nothing, error: nothing, setLevel: nothing, setName: nothing },
  getLevel: () => LogLevel.ERROR,
};
const client = (token = 'xoxb-test') =>
  new WebClient(token, {
    slackApiUrl: `${simulator.url}/slack/api/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 5000,
    logger: SILENT,
  });
const post = (channel: string, more: object = {}, token?: string) =>
  client(token).chat.postMessage({ channel, text: 'hello', ...more });

it('Slack’s own client posts, gets the channel’s id for its name, and a permalink', async () => {
  const posted = await post('#sales');
  expect(posted).toMatchObject({
    ok: true,
    channel: expect.stringMatching(/^C[A-Z0-9]{10}$/),
    message: { text: 'hello' },
  });
  const link = await client().chat.getPermalink({ channel: posted.channel ?? '', message_ts: posted.ts ?? '' });
  expect(link.permalink).toContain(posted.channel);
});

it('the client’s connection test sees team and scopes', async () => {
  const answer = await client('xoxb-plain').auth.test();
  expect(answer).toMatchObject({ ok: true, team_id: 'T0123456789' });
  expect(answer.response_metadata?.scopes).toEqual(['chat:write', 'chat:write.public', 'channels:read']);
});

it.each([
  ['#is_archived', 'xoxb-test', {}, 'is_archived'],
  ['#sales', 'xoxb-revoked', {}, 'token_revoked'],
  ['#sales', 'abc', {}, 'invalid_auth'],
  ['#sales', 'xoxb-reader', {}, 'missing_scope'],
  ['#sales', 'xoxb-plain', { icon_emoji: ':wave:' }, 'missing_scope'],
  ['#sales', 'xoxb-member', {}, 'not_in_channel'],
  ['#private-room', 'xoxb-test', {}, 'channel_not_found'],
  ['#private-room', 'xoxb-member', {}, 'channel_not_found'],
  ['#sales', 'xoxb-test', { thread_ts: '1700000000.000100' }, 'thread_not_found'],
  ['#sales', 'xoxe.xoxb-1-expired', {}, 'token_expired'],
  ['#sales', 'xoxb-test', { text: '' }, 'no_text'],
])('a post to %s with %s and %j is refused with %s', async (channel, token, more, error) => {
  await expect(post(channel, more, token)).rejects.toMatchObject({
    code: 'slack_webapi_platform_error',
    data: { error },
  });
});

it('who was invited posts to private channels, and everybody to #general', async () => {
  await expect(post('#private-room', {}, 'xoxb-invited')).resolves.toMatchObject({ ok: true });
  await expect(post('#general', {}, 'xoxb-member')).resolves.toMatchObject({ ok: true });
});

it('answers are to a message of the channel, not to another answer', async () => {
  const { channel = '', ts: thread_ts = '' } = await post('#calls');
  const answer = await post('#calls', { thread_ts });
  expect(answer.message).toMatchObject({ thread_ts });
  const link = await client().chat.getPermalink({ channel, message_ts: answer.ts ?? '' });
  expect(link.permalink).toContain(`?thread_ts=${thread_ts}&cid=${channel}`);
  await expect(post('#calls', { thread_ts: answer.ts })).rejects.toMatchObject({
    data: { error: 'cannot_reply_to_message' },
  });
  await expect(post('#elsewhere', { thread_ts })).rejects.toMatchObject({ data: { error: 'thread_not_found' } });
});

const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const wrongBlocks: readonly (readonly [blocks: unknown[], message: string])[] = [
  [[{ type: 'sections' }], 'unsupported type: sections [json-pointer:/blocks/0/type]'],
  [[{}], 'missing required field: type [json-pointer:/blocks/0]'],
  [['x'], 'must be an object [json-pointer:/blocks/0]'],
  [[{ type: 'section' }], 'missing required field: text [json-pointer:/blocks/0]'],
  [
    [{ type: 'section', text: mrkdwn('x'.repeat(3_001)) }],
    'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
  ],
  [[{ type: 'section', text: mrkdwn('') }], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
  [
    [{ type: 'section', fields: [mrkdwn('x'.repeat(2_001))] }],
    'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
  ],
  [[{ type: 'header', text: mrkdwn('x') }], 'must be one of: plain_text [json-pointer:/blocks/0/text/type]'],
  [
    [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }],
    'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
  ],
  [[{ type: 'context', elements: [] }], 'no less than 1 items allowed [json-pointer:/blocks/0/elements]'],
  [[{ type: 'image', alt_text: 'x' }], 'missing required field: image_url [json-pointer:/blocks/0]'],
  [Array.from({ length: 51 }, () => ({ type: 'divider' })), 'no more than 50 items allowed [json-pointer:/blocks]'],
];
it.each(wrongBlocks.map(([blocks, message]) => ({ blocks, message })))(
  'says where blocks are wrong: $message',
  async ({ blocks, message }) => {
    await expect(post('#blocks', { blocks })).rejects.toMatchObject({
      data: { error: 'invalid_blocks', errors: [message], response_metadata: { messages: [`[ERROR] ${message}`] } },
    });
  },
);

it('takes blocks that are right, up to a length for all', async () => {
  const blocks = [
    { type: 'header', text: { type: 'plain_text', text: 'Missed call' } },
    { type: 'section', text: mrkdwn('x'), fields: [mrkdwn('y')], accessory: { type: 'button' } },
    { type: 'context', elements: [mrkdwn('z')] },
    { type: 'image', image_url: 'https://example.com/x.png', alt_text: 'x' },
    { type: 'markdown', text: '**x**' },
    { type: 'divider' },
  ];
  expect((await post('#blocks', { blocks })).message).toMatchObject({ blocks });
  const many = Array.from({ length: 5 }, () => ({ type: 'section', text: mrkdwn('x'.repeat(3_000)) }));
  await expect(post('#blocks', { blocks: many })).rejects.toMatchObject({ data: { error: 'msg_blocks_too_long' } });
  await expect(post('#blocks', { blocks: 'no' })).rejects.toMatchObject({ data: { error: 'invalid_blocks_format' } });
});

it('a token that is rotated says when it ends', async () => {
  expect(await client('xoxe.xoxb-1-test').auth.test()).toMatchObject({ ok: true, expires_in: 43_200 });
  expect(await client('xoxb-test').auth.test()).not.toHaveProperty('expires_in');
});

it('a refresh token buys one pair, whose own refresh token buys the next', async () => {
  const refresh = (refresh_token: string, client_secret = 'app-secret') =>
    client('').oauth.v2.access({ client_id: 'app', client_secret, grant_type: 'refresh_token', refresh_token });
  const first = await refresh('xoxe-1-installed');
  expect(await client(first.access_token).auth.test()).toMatchObject({ ok: true, expires_in: first.expires_in });
  const second = await refresh(first.refresh_token ?? '');
  expect(second.access_token).not.toBe(first.access_token);
  const error = (word: string) => ({ data: { error: word } });
  await expect(refresh('xoxe-1-installed')).rejects.toMatchObject(error('invalid_refresh_token'));
  await expect(refresh('xoxb-1')).rejects.toMatchObject(error('invalid_refresh_token'));
  await expect(refresh(second.refresh_token ?? '', 'wrong-1')).rejects.toMatchObject(error('bad_client_secret'));
});

it('one message a second and channel, after a short burst', async () => {
  const tries = await Promise.allSettled(Array.from({ length: 6 }, () => post('#busy')));
  const refused = tries.flatMap((attempt): unknown[] => (attempt.status === 'rejected' ? [attempt.reason] : []));
  expect(refused).toHaveLength(2);
  expect(refused[0]).toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 1 });
  await expect(post('#quiet')).resolves.toMatchObject({ ok: true });
  now += 1000;
  await expect(post('#busy')).resolves.toMatchObject({ ok: true });
});

it('an internal error can have posted all the same', async () => {
  simulator.behave('slack', { status: 500, error: 'internal_error', effect: true, times: 1 });
  await expect(post('#sales')).rejects.toMatchObject({ code: 'slack_webapi_http_error', statusCode: 500 });
  expect(simulator.requests({ provider: 'slack' })).toMatchObject([{ effect: 'message', answer: { status: 500 } }]);
});

it('takes JSON as well as forms, and shows no token', async () => {
  const answer = await fetch(`${simulator.url}/slack/api/chat.postMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', authorization: 'Bearer xoxb-secret' },
    body: JSON.stringify({ channel: 'C0123456789', text: 'hi', blocks: [] }),
  });
  expect(await answer.json()).toMatchObject({ ok: true, channel: 'C0123456789' });
  const page = await (await fetch(simulator.url)).text();
  expect(page).toContain('chat.postMessage');
  expect(page + JSON.stringify(simulator.requests())).not.toContain('xoxb-secret');
});
