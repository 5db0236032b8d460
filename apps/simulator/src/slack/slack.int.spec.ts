import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { LogLevel, WebClient } from '@slack/web-api';
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

const client = (token = 'xoxb-test') =>
  new WebClient(token, {
    slackApiUrl: `${simulator.url}/slack/api/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 5000,
    logLevel: LogLevel.ERROR,
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
  ['#private-room', 'xoxb-member', {}, 'not_in_channel'],
  ['#sales', 'xoxb-test', { text: '' }, 'no_text'],
])('a post to %s with %s and %j is refused with %s', async (channel, token, more, error) => {
  await expect(post(channel, more, token)).rejects.toMatchObject({
    code: 'slack_webapi_platform_error',
    data: { error },
  });
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
