import { describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { startStubServer } from '@hookswitch/testing';
import type { HttpExchange } from './create-client.js';
import { failure, useHttpBench } from './http-bench.spec-helper.js';

const bench = useHttpBench();

describe('the guarded client', () => {
  it('sends what it is given and returns what it is answered', async () => {
    bench.target.script({ status: 418, headers: { 'x-tea': 'yes' }, body: { short: true } });
    const answer = await bench.http.request({
      method: 'POST',
      url: `${bench.target.origin}/pot?a=%20b`,
      headers: { 'Idempotency-Key': 'k' },
      body: '{"é":1}',
    });
    expect(answer).toMatchObject({
      status: 418,
      truncated: false,
      broken: false,
      headers: { 'x-tea': 'yes', 'content-type': 'application/json' },
    });
    expect(answer.body.toString()).toBe('{"short":true}');
    expect(bench.target.requests).toMatchObject([
      {
        method: 'POST',
        url: '/pot?a=%20b',
        body: '{"é":1}',
        headers: { 'idempotency-key': 'k', 'user-agent': 'hookswitch' },
      },
    ]);
    expect(bench.target.requests[0]?.headers['content-type']).toBeUndefined();
    expect(bench.target.requests[0]?.headers.host).toBe(`127.0.0.1:${bench.target.port}`);
  });

  it.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '0',
    '[::ffff:127.0.0.1]',
    'localhost',
    'localhost.',
    'gateway',
  ])('opens no connection to %s', async (host) => {
    bench.use({ testOrigins: [], allowHttp: true, ports: [bench.target.port], allowCidrs: ['0.0.0.0/0'] });
    expect(await failure(bench.get(`http://${host}:${bench.target.port}/`))).toMatchObject({
      code: 'blocked',
      reason: 'destination_unreachable',
    });
    expect(bench.target.connections).toBe(0);
  });

  it.each([[['127.0.0.1']], [['10.0.0.1']], [['8.8.8.8', '127.0.0.1']]])(
    'opens no connection to a name with the addresses %j',
    async (addresses) => {
      bench.use({
        testOrigins: [],
        allowHttp: true,
        ports: [bench.target.port],
        lookup: () => Promise.resolve(addresses),
      });
      const error = await failure(bench.get(`http://public.example.com:${bench.target.port}/secret?token=x`));
      expect(error).toMatchObject({ code: 'blocked', message: 'The destination could not be reached.' });
      expect(bench.target.connections).toBe(0);
      expect(bench.refusals).toEqual([
        {
          code: 'blocked',
          reason: 'internal_destination',
          origin: `http://public.example.com:${bench.target.port}`,
          why: expect.stringMatching(/127\.0\.0\.1|10\.0\.0\.1/),
        },
      ]);
    },
  );

  it('tells users the same of a refused connection, an unknown name and a blocked one, and the operator the reason', async () => {
    const { origin } = bench.target;
    await bench.target.close();
    const refusedError = await failure(bench.get(origin));
    bench.use({ lookup: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })) });
    const unknownName = await failure(bench.get('https://nowhere.example.com/'));
    const blocked = await failure(bench.get('https://10.0.0.1/'));
    expect([refusedError, unknownName, blocked].map(({ message, reason }) => [message, reason])).toEqual(
      Array(3).fill(['The destination could not be reached.', 'destination_unreachable']),
    );
    expect([refusedError.code, unknownName.code, blocked.code]).toEqual(['unreachable', 'unreachable', 'blocked']);
    expect(bench.refusals.map(({ reason, why }) => [reason, why])).toEqual([
      ['not_connected', 'ECONNREFUSED'],
      ['not_connected', 'ENOTFOUND'],
      ['internal_destination', '10.0.0.1 is private'],
    ]);
  });

  it.each([
    'file:///etc/passwd',
    'gopher://x/',
    'data:,x',
    '//host/',
    'http://[::1',
    'http://a%00b/',
    'https://u:p@example.com/',
    '',
    '/x',
  ])('takes %j for no URL that can be called', async (url) => {
    expect(await failure(bench.get(url))).toMatchObject({ code: 'invalid', reason: 'invalid_url' });
  });

  it.each([0, 22, 25, 6379])('does not call port %d', async (port) => {
    expect(await failure(bench.get(`https://example.com:${port}/`))).toMatchObject({
      code: 'invalid',
      message: `Port ${port} may not be called.`,
    });
  });

  it('sends nothing when a header is wrong', async () => {
    expect(await failure(bench.get(bench.target.origin, { headers: { a: 'x\r\nb: y' } }))).toMatchObject({
      code: 'invalid',
      reason: 'invalid_header',
    });
    expect(bench.target.connections).toBe(0);
  });

  it('lets go of a body that it read from a stream, whatever became of the request', async () => {
    const outcomes = [
      ['answered', {}],
      ['lost', { fault: 'reset_after' }],
      ['late', { fault: 'hang' }],
      ['unreachable', undefined],
    ] as const;
    for (const [outcome, script] of outcomes) {
      if (script) bench.target.script(script);
      else await bench.target.close();
      const body = Readable.from(Array.from({ length: 64 }, () => 'x'.repeat(65_536)));
      await bench.http
        .request({ method: 'POST', url: bench.target.origin, body, timeoutMs: 200 })
        .catch(() => undefined);
      expect([outcome, body.destroyed]).toEqual([outcome, true]);
    }
  });

  it('does not end the process with a body that cannot be read while the request is refused', async () => {
    const body = new Readable({ read: () => undefined });
    const refused = failure(bench.http.request({ method: 'POST', url: 'https://10.0.0.1/', body }));
    body.destroy(new Error('no such file'));
    expect(await refused).toMatchObject({ code: 'blocked' });
  });

  it('sends nothing to a host outside the list of the request', async () => {
    expect(await failure(bench.get(bench.target.origin, { allowedHosts: ['example.com'] }))).toMatchObject({
      code: 'blocked',
      reason: 'host_not_allowed',
    });
    expect(bench.refusals).toMatchObject([
      { code: 'blocked', reason: 'host_not_allowed', origin: bench.target.origin },
    ]);
    expect(bench.target.connections).toBe(0);
    expect((await bench.get(bench.target.origin, { allowedHosts: [`127.0.0.1:${bench.target.port}`] })).status).toBe(
      200,
    );
  });

  it('tells how long each request took and what came of it, and nothing of where it went', async () => {
    const exchanges: HttpExchange[] = [];
    bench.use({ onExchange: (exchange) => exchanges.push(exchange) });
    bench.target.script({ status: 503, delayMs: 60 });
    await bench.get(bench.target.origin);
    await failure(bench.get('https://10.0.0.1/'));
    bench.target.script({ fault: 'hang' });
    await failure(bench.get(bench.target.origin, { method: 'PUT', timeoutMs: 80 }));
    expect(exchanges).toEqual([
      { method: 'GET', status: 503, seconds: expect.closeTo(0.2, 0) },
      { method: 'GET', reason: 'destination_unreachable', seconds: expect.any(Number) },
      { method: 'PUT', reason: 'timeout', seconds: expect.any(Number) },
    ]);
    expect(exchanges[0]?.seconds).toBeGreaterThan(0.055);
    expect(exchanges[2]?.seconds).toBeGreaterThan(0.075);
  });

  it('follows no redirect', async () => {
    bench.target.script({ status: 302, headers: { location: 'http://169.254.169.254/' } });
    expect(await bench.get(bench.target.origin)).toMatchObject({
      status: 302,
      headers: { location: 'http://169.254.169.254/' },
    });
    expect(bench.target.requests).toHaveLength(1);
  });

  it('takes no proxy from the environment', async () => {
    const proxy = await startStubServer();
    const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY', 'all_proxy'];
    for (const name of names) process.env[name] = proxy.origin;
    try {
      expect((await bench.get(bench.target.origin)).status).toBe(200);
    } finally {
      for (const name of names) Reflect.deleteProperty(process.env, name);
    }
    expect(proxy.connections).toBe(0);
    await proxy.close();
  });
});
