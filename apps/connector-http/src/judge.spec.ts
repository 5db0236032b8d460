import { describe, expect, it } from '@jest/globals';
import type { HttpAnswer } from '@hookswitch/connector-sdk';
import type { HttpParams } from './http-params.js';
import { judge } from './judge.js';

const params: HttpParams = { endpoint: 'https://example.com', method: 'POST' };
const now = Date.parse('2026-11-20T09:00:00Z');
const said = (status: number, headers: HttpAnswer['headers'] = {}, more: Partial<HttpParams> = {}) =>
  judge({ status, headers, body: Buffer.alloc(0), truncated: false, broken: false }, { ...params, ...more }, now);

describe('an answer', () => {
  it.each([200, 201, 204, 299])('%d is a success', (status) => {
    expect(said(status)).toMatchObject({ kind: 'succeeded', output: { status } });
  });
  it.each([408, 425, 500, 502, 503, 504])('%d can be tried again', (status) => {
    expect(said(status)).toMatchObject({ kind: 'retry', error: { code: `http_${status}`, class: 'retry' } });
  });
  it.each([400, 401, 403, 404, 409, 410, 418, 422])('%d never works', (status) => {
    expect(said(status)).toMatchObject({ kind: 'failed', error: { code: `http_${status}`, class: 'permanent' } });
  });
  it.each([301, 302, 303, 307, 308])('%d is not followed', (status) => {
    expect(said(status)).toMatchObject({ kind: 'failed', error: { code: 'redirect_not_followed' } });
  });

  it('429 and 503 say when to come back', () => {
    expect(said(429, { 'retry-after': '7' })).toMatchObject({ kind: 'retry', throttled: true, afterMs: 7_000 });
    expect(said(429)).not.toHaveProperty('afterMs');
    expect(said(503, { 'retry-after': 'Fri, 20 Nov 2026 09:01:00 GMT' })).toMatchObject({
      kind: 'retry',
      afterMs: 60_000,
    });
    for (const garbage of ['-1', 'abc']) expect(said(503, { 'retry-after': garbage })).not.toHaveProperty('afterMs');
  });

  it('is a success exactly where the author says so', () => {
    expect(said(302, {}, { successStatus: [200, 302] })).toMatchObject({ kind: 'succeeded' });
    expect(said(404, {}, { successStatus: 404 })).toMatchObject({ kind: 'succeeded' });
    expect(said(200, {}, { successStatus: [201] })).toMatchObject({ kind: 'failed', error: { code: 'http_200' } });
  });

  it('says its status in words', () => {
    expect(said(404)).toMatchObject({ error: { message: 'The target answered 404 Not Found.' } });
    expect(said(499)).toMatchObject({ error: { message: 'The target answered 499.' } });
  });
});
