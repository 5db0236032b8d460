import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { conformance, type ConformanceTarget } from '@hookswitch/conformance';
import { createHttpClient } from '@hookswitch/connector-sdk';
import { aCall, COMMAND_ID, openConnection, RecordingLog } from '@hookswitch/connector-sdk/testing';
import { eventually, startStubServer, type StubAnswer, type StubServer } from '@hookswitch/testing';
import { slackConnector } from './slack-connector.js';

const token = 'xoxb-CANARY-slack-token';
const posted: StubAnswer = { body: { ok: true, channel: 'C0123456789', ts: '1732094164.000200', message: {} } };
const acme = { url: 'https://acme.slack.com/', team: 'Acme', user: 'bell', team_id: 'T1', user_id: 'U1' };
const whose = (scopes: string, more: object = {}): StubAnswer => ({
  headers: { 'x-oauth-scopes': scopes },
  body: { ok: true, ...acme, ...more },
});

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

const target: ConformanceTarget = {
  connector: slackConnector,
  params: () => ({ channel: 'C0123456789', text: 'Missed call', use_markdown: true, permalink: false }),
  connection: (origin) => ({ settings: { baseUrl: `${origin}/slack` }, secrets: { token } }),
  accepted: posted,
  acceptedTest: whose('chat:write,chat:write.customize'),
  wrongParams: {
    'no channel': { channel: undefined },
    'no text': { text: undefined },
    'a text for a flag': { use_markdown: 'yes' },
    'an unknown field': { attachments: [] },
    'blocks that are none': { blocks: {} },
    'a block without type': { blocks: [{ text: { type: 'mrkdwn', text: 'x' } }] },
    '51 blocks': { blocks: Array.from({ length: 51 }, () => ({ type: 'divider' })) },
    'a section of 3,001 characters': { blocks: [section('x'.repeat(3_001))] },
    'an empty section': { blocks: [section('')] },
    'a thread that is a link': { thread_ts: 'https://acme.slack.com/archives/C1/p1732094164000200' },
  },
  wrongSettings: { 'a base URL that is none': { baseUrl: 'slack.com' } },
  serverError: 'unknown',
  unreadable: 'unknown',
  secrets: [token],
  results: join(import.meta.dirname, '../conformance/results'),
};
conformance(target, { describe, it, afterAll });

const ADDRESS = 'https://acme.slack.com/archives/C0123456789/p1732094164000200';
const addressed: StubAnswer = { body: { ok: true, channel: 'C0123456789', permalink: ADDRESS } };
const looks = { username: 'Switchboard', thread_ts: '1732094164.000200', unfurl_links: false, unfurl_media: true };
const aMessage = (server: StubServer, http: ReturnType<typeof createHttpClient>) =>
  aCall({
    http,
    params: { channel: '#sales', text: 'x' },
    connection: { settings: { baseUrl: server.origin }, secrets: { token } },
  });

async function withServer(
  answer: StubAnswer,
  work: (server: StubServer, http: ReturnType<typeof createHttpClient>) => Promise<void>,
) {
  const server = await startStubServer({ answer });
  const http = createHttpClient({ testOrigins: [server.origin] });
  await work(server, http).finally(() => server.close());
}

describe('connector slack', () => {
  it('posts a form with the token in its header', () =>
    withServer(posted, async (server, http) => {
      const params = {
        channel: '#sales',
        text: '**Missed call** &lt;!channel&gt;',
        use_markdown: true,
        icon_emoji: ':bell:',
      };
      const connection = { settings: { baseUrl: `${server.origin}/slack/api/` }, secrets: { token } };
      expect(await slackConnector.perform(aCall({ http, params, connection }))).toEqual({
        kind: 'succeeded',
        output: { channel: 'C0123456789', ts: '1732094164.000200', permalink: null },
      });
      expect(server.requests).toHaveLength(2);
      const [request] = server.requests;
      expect(request).toMatchObject({
        method: 'POST',
        url: '/slack/api/chat.postMessage',
        headers: { authorization: `Bearer ${token}` },
      });
      expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
        channel: '#sales',
        text: '*Missed call* &lt;!channel&gt;',
        icon_emoji: ':bell:',
      });
    }));

  it('posts blocks into a thread under another name, with previews as the author wants them', () =>
    withServer(posted, async (server, http) => {
      const blocks = [section('*Jane* &amp; Co'), { type: 'divider' }];
      const params = { channel: 'C1', text: 'Jane called', blocks, ...looks, permalink: false };
      const connection = { settings: { baseUrl: server.origin }, secrets: { token } };
      expect(await slackConnector.perform(aCall({ http, params, connection }))).toMatchObject({ kind: 'succeeded' });
      const { blocks: sent, ...others } = Object.fromEntries(new URLSearchParams(server.requests[0]?.body));
      expect(JSON.parse(sent ?? '')).toEqual(blocks);
      expect(others).toEqual({
        channel: 'C1',
        text: 'Jane called',
        username: 'Switchboard',
        thread_ts: '1732094164.000200',
        unfurl_links: 'false',
        unfurl_media: 'true',
      });
    }));

  it('asks for the address of what it posted', () =>
    withServer(posted, async (server, http) => {
      server.script(({ url }) => (url.startsWith('/api/chat.getPermalink') ? addressed : posted));
      expect(await slackConnector.perform(aMessage(server, http))).toMatchObject({ output: { permalink: ADDRESS } });
      expect(server.requests.map(({ url }) => url.split('?')[0])).toEqual([
        '/api/chat.postMessage',
        '/api/chat.getPermalink',
      ]);
      expect(server.requests.map(({ headers }) => headers['idempotency-key'])).toEqual([COMMAND_ID, undefined]);
      const asked = new URLSearchParams(server.requests[1]?.body || server.requests[1]?.url.split('?')[1]);
      expect(Object.fromEntries(asked)).toEqual({ channel: 'C0123456789', message_ts: '1732094164.000200' });
    }));

  it.each<[string, StubAnswer]>([
    ['is refused', { body: { ok: false, error: 'message_not_found' } }],
    ['is too much for Slack', { status: 429, headers: { 'retry-after': '30' }, body: {} }],
    ['fails', { status: 500, body: 'oops' }],
    ['is cut off', { fault: 'reset_after' }],
    ['gets no answer', { fault: 'hang' }],
    ['gets nonsense', { body: '<html>' }],
  ])('a message stays sent when the question for its address %s', (_, answer) =>
    withServer(posted, async (server, http) => {
      server.script(({ url }) => (url.startsWith('/api/chat.getPermalink') ? answer : posted));
      expect(await slackConnector.perform(aMessage(server, http))).toEqual({
        kind: 'succeeded',
        output: { channel: 'C0123456789', ts: '1732094164.000200', permalink: null },
      });
    }),
  );

  it('does not ask for the address of what it may not have posted', () =>
    withServer({ fault: 'reset_after' }, async (server, http) => {
      expect(await slackConnector.perform(aMessage(server, http))).toMatchObject({ kind: 'unknown' });
      expect(server.requests).toHaveLength(1);
    }));

  it('a message stays sent when the time of the attempt ends meanwhile', () =>
    withServer(posted, async (server, http) => {
      const time = new AbortController();
      server.script(({ url }) => (url.startsWith('/api/chat.getPermalink') ? { fault: 'hang' } : posted));
      const outcome = slackConnector.perform({ ...aMessage(server, http), signal: time.signal });
      await eventually('the question', () => server.requests.length === 2);
      time.abort();
      expect(await outcome).toMatchObject({ kind: 'succeeded', output: { permalink: null } });
    }));

  it('keeps a refresh token to itself', () =>
    withServer(posted, async (server, http) => {
      const connection = { settings: { baseUrl: server.origin }, secrets: { token: 'xoxe-1-CANARY' } };
      const outcome = await slackConnector.perform(aCall({ http, connection, params: { channel: 'C1', text: 'x' } }));
      expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'not_allowed_token_type', class: 'config' } });
      expect(server.connections).toBe(0);
    }));

  it('prefers the token that the action brings', () =>
    withServer(posted, async (server, http) => {
      const params = { channel: 'C1', text: 'x', token: 'xoxb-mine' };
      await slackConnector.perform(
        aCall({ http, params, connection: { settings: { baseUrl: server.origin }, secrets: { token } } }),
      );
      expect(server.requests[0]?.headers.authorization).toBe('Bearer xoxb-mine');
    }));

  it('posts nothing without a token, and nothing that is empty', () =>
    withServer(posted, async (server, http) => {
      expect(await slackConnector.perform(aCall({ http, params: { channel: 'C1', text: 'x' } }))).toMatchObject({
        kind: 'failed',
        error: { code: 'credentials_missing', class: 'config' },
      });
      const connection = { settings: { baseUrl: server.origin }, secrets: { token } };
      expect(
        await slackConnector.perform(aCall({ http, connection, params: { channel: 'C1', text: ' ' } })),
      ).toMatchObject({ error: { code: 'no_text' } });
      expect(server.connections).toBe(0);
    }));

  it('sends a token to the hosts of its connection, else to slack.com', () =>
    withServer(posted, async (server, http) => {
      const connection = { settings: { baseUrl: server.origin }, secrets: { token }, allowedHosts: [] };
      expect(
        await slackConnector.perform(aCall({ http, connection, params: { channel: 'C1', text: 'x' } })),
      ).toMatchObject({
        kind: 'failed',
        error: { code: 'host_not_allowed' },
      });
      expect(server.connections).toBe(0);
    }));

  it.each([
    ['chat:write,chat:write.public,chat:write.customize', { ok: true, message: 'The token posts as bell in Acme.' }],
    ['chat:write,chat:write.public', { ok: true, message: expect.stringContaining('chat:write.customize') }],
    ['chat:write,chat:write.customize', { ok: true, message: expect.stringContaining('has to be invited') }],
    [
      'channels:read',
      {
        ok: false,
        error: { code: 'missing_scope', message: 'The token lacks the scope chat:write (it has channels:read).' },
      },
    ],
  ])('finds what a token with the scopes %s may do', (scopes, expected) =>
    withServer(whose(scopes), async (server, http) => {
      expect(await tried(server, http)).toMatchObject(expected);
      expect(server.requests[0]?.url).toBe('/api/auth.test');
    }),
  );

  it.each([
    ['xoxe.xoxb-1-CANARY', {}, 'expires within 12 hours'],
    ['xoxe.xoxb-1-CANARY', { expires_in: 41_400 }, 'expires in 11.5 hours'],
  ])('says that %s with %j is replaced by Slack', (rotated, more, words) =>
    withServer(whose('chat:write,chat:write.public,chat:write.customize', more), async (server, http) => {
      expect(await tried(server, http, rotated)).toMatchObject({ ok: true, message: expect.stringContaining(words) });
    }),
  );

  it('says what to store instead of a refresh token, and does not send it', () =>
    withServer(whose('chat:write'), async (server, http) => {
      const error = { code: 'not_allowed_token_type', message: expect.stringContaining('xoxe.xoxb-') };
      expect(await tried(server, http, 'xoxe-1-CANARY')).toMatchObject({ ok: false, error });
      expect(server.connections).toBe(0);
    }));
});

const tried = (server: StubServer, http: ReturnType<typeof createHttpClient>, secret = token) =>
  slackConnector.test?.({
    connection: openConnection({ settings: { baseUrl: server.origin }, secrets: { token: secret } }),
    http,
    signal: new AbortController().signal,
    log: new RecordingLog(),
  });
