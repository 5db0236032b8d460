import { describe, expect, it } from '@jest/globals';
import { createHttpClient } from '@hookswitch/connector-sdk';
import {
  aCall,
  connectorContract,
  openConnection,
  RecordingLog,
  type ContractTarget,
} from '@hookswitch/connector-sdk/testing';
import { startStubServer, type StubAnswer, type StubServer } from '@hookswitch/testing';
import { slackConnector } from './slack-connector.js';

const token = 'xoxb-CANARY-slack-token';
const posted: StubAnswer = { body: { ok: true, channel: 'C0123456789', ts: '1732094164.000200', message: {} } };
const whose = (scopes: string): StubAnswer => ({
  headers: { 'x-oauth-scopes': scopes },
  body: { ok: true, url: 'https://acme.slack.com/', team: 'Acme', user: 'bell', team_id: 'T1', user_id: 'U1' },
});

const target: ContractTarget = {
  connector: slackConnector,
  params: () => ({ channel: 'C0123456789', text: 'Missed call', use_markdown: true }),
  connection: (origin) => ({ settings: { baseUrl: `${origin}/slack` }, secrets: { token } }),
  accepted: posted,
  acceptedTest: whose('chat:write,chat:write.customize'),
  wrongParams: {
    'no channel': { channel: undefined },
    'no text': { text: undefined },
    'a text for a flag': { use_markdown: 'yes' },
    'an unknown field': { blocks: [] },
  },
  wrongSettings: { 'a base URL that is none': { baseUrl: 'slack.com' } },
  serverError: 'unknown',
  unreadable: 'unknown',
  secrets: [token],
};
connectorContract(target);

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
    ['chat:write', { ok: true, message: expect.stringContaining('chat:write.customize') }],
    [
      'channels:read',
      {
        ok: false,
        error: { code: 'missing_scope', message: 'The token lacks the scope chat:write (it has channels:read).' },
      },
    ],
  ])('finds what a token with the scopes %s may do', (scopes, expected) =>
    withServer(whose(scopes), async (server, http) => {
      const connection = openConnection({ settings: { baseUrl: server.origin }, secrets: { token } });
      const tried = await slackConnector.test?.({
        connection,
        http,
        signal: new AbortController().signal,
        log: new RecordingLog(),
      });
      expect(tried).toMatchObject(expected);
      expect(server.requests[0]?.url).toBe('/api/auth.test');
    }),
  );
});
