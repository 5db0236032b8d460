import { describe, expect, it } from '@jest/globals';
import type { CallOf, HttpClient } from '@hookswitch/connector-sdk';
import { aCall, COMMAND_ID } from '@hookswitch/connector-sdk/testing';
import type { JsonObject } from '@hookswitch/domain';
import { createHmac } from 'node:crypto';
import { buildRequest } from './build-request.js';
import type { HttpParams } from './http-params.js';

const now = Date.parse('2026-11-20T09:16:04.120Z');
const built = (params: HttpParams) => {
  const call = aCall({ http: {} as HttpClient, params: params as unknown as JsonObject, now });
  return buildRequest(call as unknown as CallOf<HttpParams>);
};
const endpoint = 'https://crm.example.com/api';

describe('the request', () => {
  it('sends values as one flat object, in their types', () => {
    const values = [
      { key: 'name', value: 'Jane' },
      { key: 'waited', value: 12 },
      { key: 'vip', value: true },
      { key: 'none', value: null },
      { key: '__proto__', value: 'x' },
    ];
    const { body, headers } = built({ endpoint, method: 'POST', values });
    expect(body).toBe('{"name":"Jane","waited":12,"vip":true,"none":null,"__proto__":"x"}');
    expect(headers).toEqual({ 'content-type': 'application/json', 'idempotency-key': COMMAND_ID });
  });

  it('carries the trace on, unless the action names one itself', () => {
    const call = aCall({
      http: {} as HttpClient,
      params: { endpoint, method: 'GET' },
      now,
    }) as unknown as CallOf<HttpParams>;
    const traced = { ...call, command: { ...call.command, traceparent: 'hop' } };
    expect(buildRequest(traced).headers?.traceparent).toBe('hop');
    const own = { ...traced, params: { ...traced.params, headers: [{ key: 'Traceparent', value: 'own' }] } };
    expect(buildRequest(own).headers?.traceparent).toBe('own');
  });

  it('sends values of a GET behind the query of the endpoint', () => {
    const values = [
      { key: 'a b', value: '+1&2' },
      { key: 'n', value: 12 },
      { key: 'none', value: null },
      { key: 'list', value: [1] },
    ];
    const { url, body } = built({ endpoint: `${endpoint}?x=1#top`, method: 'GET', values });
    expect(url).toBe(`${endpoint}?x=1&a%20b=%2B1%262&n=12&none=&list=%5B1%5D#top`);
    expect(body).toBeUndefined();
  });

  it('sends a body as JSON, and text as it is where its type says so', () => {
    expect(built({ endpoint, method: 'PUT', body: { a: [1] } }).body).toBe('{"a":[1]}');
    expect(built({ endpoint, method: 'PUT', body: 'x' }).body).toBe('"x"');
    expect(built({ endpoint, method: 'PUT', body: null }).body).toBe('null');
    const xml = [{ key: 'Content-Type', value: 'application/xml' }];
    expect(built({ endpoint, method: 'PUT', body: '<a/>', headers: xml })).toMatchObject({
      body: '<a/>',
      headers: { 'content-type': 'application/xml' },
    });
    const problem = [{ key: 'content-type', value: 'application/vnd.api+json' }];
    expect(built({ endpoint, method: 'PUT', body: 'x', headers: problem }).body).toBe('"x"');
  });

  it('lets the author choose the idempotency key', () => {
    const headers = [{ key: 'Idempotency-Key', value: 'mine' }];
    expect(built({ endpoint, method: 'POST', headers }).headers).toEqual({ 'idempotency-key': 'mine' });
  });

  it('takes the time-out of the action, else of the command', () => {
    expect(built({ endpoint, method: 'GET', timeoutMs: 500 }).timeoutMs).toBe(500);
    expect(built({ endpoint, method: 'GET' }).timeoutMs).toBe(30_000);
  });

  it('signs the exact bytes with every secret', () => {
    const [first, second] = ['whsec_c2VjcmV0LWtleQ==', 'plain-secret'];
    const { headers = {}, body } = built({
      endpoint,
      method: 'POST',
      body: { é: 1 },
      sign: { secret: `${first} ${second}` },
    });
    const at = Math.floor(now / 1_000);
    const mac = (key: string) =>
      createHmac('sha256', key)
        .update(`${COMMAND_ID}.${at}.${body as string}`)
        .digest('base64');
    expect(headers).toMatchObject({
      'webhook-id': COMMAND_ID,
      'webhook-timestamp': String(at),
      'webhook-signature': `v1,${mac('secret-key')} v1,${mac('plain-secret')}`,
    });
  });
});
