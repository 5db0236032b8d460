import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { conformance, type ConformanceTarget } from '@hookswitch/conformance';
import { createHttpClient } from '@hookswitch/connector-sdk';
import { aCall, openConnection, RecordingLog } from '@hookswitch/connector-sdk/testing';
import { startStubServer, type StubAnswer } from '@hookswitch/testing';
import { smsConnector } from './sms-connector.js';

const numbers = (list: readonly string[]): StubAnswer => ({
  body: {
    responseData: {
      pageCount: 1,
      pageNumber: 1,
      data: list.map((number) => ({ CallNumber: { public_number: number } })),
    },
  },
});
const accepted: StubAnswer = { body: { responseData: { success: true, data: { recipient: '+12025550142' } } } };
const params = { sender: '+12025550100', recipient: '+12025550142', text: 'Sorry we missed you!' };
const secrets = { id: 'CANARY-key-id', secret: 'CANARY-key-secret' };

const target: ConformanceTarget = {
  connector: smsConnector,
  params: () => params,
  connection: (origin) => ({
    settings: { provider: 'cloudtalk', baseUrl: `${origin}/cloudtalk`, sender: params.sender },
    secrets,
  }),
  accepted,
  acceptedTest: numbers([params.sender]),
  wrongParams: {
    'no recipient': { recipient: undefined },
    'a national number': { recipient: '0228880000' },
    'a name as sender': { sender: 'Acme' },
    'half an access key': { authorization: { id: 'x' } },
    'a provider that is not built': { provider: 'pigeon' },
    'an unknown field': { from: '+12025550100' },
  },
  wrongSettings: {
    'a provider that is not built': { provider: 'pigeon' },
    'a base URL that is none': { baseUrl: 'my.cloudtalk.io' },
    'a country that is none': { countries: ['Czechia'] },
  },
  throttled: () => ({
    status: 429,
    headers: { 'x-cloudtalkapi-resettime': String(Math.floor(Date.now() / 1_000) + 7) },
    body: {},
  }),
  serverError: 'unknown',
  unreadable: 'unknown',
  secrets: Object.values(secrets),
  results: join(import.meta.dirname, '../conformance/results'),
  variant: 'cloudtalk',
};
conformance(target, { describe, it, afterAll });

describe('connector sms', () => {
  it('sends once, and never over a connection that was used before', async () => {
    const server = await startStubServer({ answer: accepted });
    const http = createHttpClient({ testOrigins: [server.origin] });
    const connection = { settings: { baseUrl: server.origin }, secrets };
    const call = () => smsConnector.perform(aCall({ http, params, connection }));
    expect(await call()).toEqual({
      kind: 'succeeded',
      output: { provider: 'cloudtalk', messageId: null, segments: 1 },
    });
    await call();
    expect(server.connections).toBe(2);
    expect(server.requests[0]).toMatchObject({
      url: '/api/sms/send.json',
      headers: {
        accept: 'application/json',
        authorization: `Basic ${Buffer.from('CANARY-key-id:CANARY-key-secret').toString('base64')}`,
      },
    });
    await server.close();
  });

  it('prefers the access key that the action brings', async () => {
    const server = await startStubServer({ answer: accepted });
    const http = createHttpClient({ testOrigins: [server.origin] });
    const authorization = { id: 'mine', secret: 'my-secret' };
    const connection = { settings: { baseUrl: server.origin }, secrets };
    expect(await smsConnector.perform(aCall({ http, params: { ...params, authorization }, connection }))).toMatchObject(
      { kind: 'succeeded' },
    );
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('mine:my-secret').toString('base64')}`);
    await server.close();
  });

  it('sends an access key to the hosts of its connection, else of its provider', async () => {
    const server = await startStubServer({ answer: accepted });
    const http = createHttpClient({ testOrigins: [server.origin] });
    for (const allowedHosts of [[], ['sms.example.com']]) {
      const connection = { settings: { baseUrl: server.origin }, secrets, allowedHosts };
      expect(await smsConnector.perform(aCall({ http, params, connection }))).toMatchObject({
        kind: 'failed',
        error: { code: 'host_not_allowed' },
      });
    }
    expect(server.connections).toBe(0);
    await server.close();
  });

  it('sends the credentials of one provider to no other, though the manifest names all hosts', async () => {
    const http = createHttpClient();
    const connection = {
      settings: { provider: 'twilio', baseUrl: 'https://api.plivo.com' },
      secrets,
      allowedHosts: smsConnector.manifest.egressHosts,
    };
    expect(await smsConnector.perform(aCall({ http, params, connection }))).toMatchObject({
      kind: 'failed',
      error: { code: 'host_not_allowed' },
    });
  });

  it('needs an access key', async () => {
    const http = createHttpClient();
    expect(await smsConnector.perform(aCall({ http, params }))).toMatchObject({
      kind: 'failed',
      error: { code: 'credentials_missing', class: 'config' },
    });
  });

  it('finds that the sender is none of the numbers of the account', async () => {
    const server = await startStubServer({ answer: numbers(['+12025550199']) });
    const http = createHttpClient({ testOrigins: [server.origin] });
    const connection = openConnection({ settings: { baseUrl: server.origin, sender: params.sender }, secrets });
    const tried = await smsConnector.test?.({
      connection,
      http,
      signal: new AbortController().signal,
      log: new RecordingLog(),
    });
    expect(tried).toMatchObject({ ok: false, error: { code: 'sender_not_listed' } });
    await server.close();
  });
});
