import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { conformance, type ConformanceTarget } from '@hookswitch/conformance';
import { createHttpClient } from '@hookswitch/connector-sdk';
import { aCall } from '@hookswitch/connector-sdk/testing';
import { startStubServer } from '@hookswitch/testing';
import { gzipSync } from 'node:zlib';
import { Webhook } from 'standardwebhooks';
import { httpConnector } from './http-connector.js';

const target: ConformanceTarget = {
  connector: httpConnector,
  params: (origin) => ({
    endpoint: `${origin}/contacts`,
    method: 'POST',
    headers: [{ key: 'Authorization', value: 'Bearer CANARY-http-token-1' }],
    values: [{ key: 'name', value: 'Jane' }],
    sign: { secret: 'CANARY-sign-secret-2' },
  }),
  accepted: { status: 201, body: { id: 7 } },
  wrongParams: {
    'no endpoint': { endpoint: undefined },
    'an FTP endpoint': { endpoint: 'ftp://example.com' },
    'an unknown method': { method: 'TRACE' },
    'a header without value': { headers: [{ key: 'a' }] },
    'an unknown format': { values: [{ key: 'a', value: '1', format: 'date' }] },
    'a long time-out': { timeoutMs: 30_001 },
    'a status that is none': { successStatus: [99] },
    'values beside a body': { values: [], body: {} },
    'a body of a GET': { body: {}, method: 'GET', values: undefined },
    'nothing to sign with': { sign: { secret: '' } },
    'an unknown field': { retries: 3 },
  },
  serverError: 'retry',
  unreadable: 'succeeded',
  secrets: ['CANARY-http-token-1', 'CANARY-sign-secret-2'],
  results: join(import.meta.dirname, '../conformance/results'),
};
conformance(target, { describe, it, afterAll });

describe('connector http', () => {
  it('succeeds with what it kept of an endless or a compressed body', async () => {
    const server = await startStubServer();
    const http = createHttpClient({ testOrigins: [server.origin] });
    const get = () => httpConnector.perform(aCall({ http, params: { endpoint: server.origin, method: 'GET' } }));
    server.script({ fault: 'endless', headers: { 'content-type': 'text/plain' } });
    expect(await get()).toMatchObject({ kind: 'succeeded', output: { body: 'x'.repeat(65_536), truncated: true } });
    server.script({
      headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' },
      body: gzipSync(' '.repeat(1 << 20)),
    });
    expect(await get()).toMatchObject({ kind: 'succeeded', output: { truncated: true, unparsed: true } });
    server.script({ fault: 'reset_in_body', headers: { 'content-type': 'application/json' }, body: '{"whole": true}' });
    expect(await get()).toMatchObject({ kind: 'succeeded', output: { body: '{"whole', unparsed: true } });
    http.close();
    await server.close();
  });

  it('a signing secret that is none waits for a person, and nothing is sent', async () => {
    const server = await startStubServer();
    const http = createHttpClient({ testOrigins: [server.origin] });
    const params = { endpoint: server.origin, method: 'POST', body: {}, sign: { secret: 'whsec_' } };
    expect(await httpConnector.perform(aCall({ http, params }))).toMatchObject({
      kind: 'failed',
      error: { code: 'invalid_signing_secret', class: 'config' },
    });
    expect(server.connections).toBe(0);
    await server.close();
  });

  it('what it signs is verified by the official library, byte by byte', async () => {
    const server = await startStubServer();
    const http = createHttpClient({ testOrigins: [server.origin] });
    const secrets = ['b25lIHNlY3JldCBvZiAyNCBieXRlcyE=', 'YW5vdGhlciBvZiB0d2VudHktZm91ciE='].map(
      (key) => `whsec_${key}`,
    );
    const body = { name: 'Zoë', tags: ['a', { b: null }] };
    const params = { endpoint: server.origin, method: 'POST', body, sign: { secret: secrets.join(' ') } };
    const now = Date.now();
    expect(await httpConnector.perform(aCall({ http, params, now }))).toMatchObject({ kind: 'succeeded' });
    const [request] = server.requests;
    const headers = request?.headers as Record<string, string>;
    for (const secret of secrets) expect(new Webhook(secret).verify(request?.body ?? '', headers)).toEqual(body);
    await server.close();
  });

  it.each([
    [{ key: 'Host', value: 'evil.com' }, 'invalid_header'],
    [{ key: 'x', value: 'a\r\nb: c' }, 'invalid_header'],
  ])('sends nothing with the header %j', async (header, code) => {
    const server = await startStubServer();
    const http = createHttpClient({ testOrigins: [server.origin] });
    const params = { endpoint: server.origin, method: 'GET', headers: [header] };
    expect(await httpConnector.perform(aCall({ http, params }))).toMatchObject({ kind: 'failed', error: { code } });
    expect(server.connections).toBe(0);
    await server.close();
  });
});
