import { describe, expect, it } from '@jest/globals';
import { eventually, startStubServer } from '@hookswitch/testing';
import { inspect } from 'node:util';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { failure, useHttpBench } from './http-bench.spec-helper.js';

const bench = useHttpBench();

describe('time', () => {
  it.each(['hang', 'drip'] as const)('ends a target that answers with %s as unknown', async (fault) => {
    bench.target.script({ fault });
    const started = performance.now();
    expect(await failure(bench.get(bench.target.origin, { timeoutMs: 300 }))).toMatchObject({
      code: 'unknown',
      reason: 'timeout',
    });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('waits as long as the request allows', async () => {
    bench.target.script({ delayMs: 300, body: 'late' });
    expect((await bench.get(bench.target.origin, { timeoutMs: 20_000 })).body.toString()).toBe('late');
  });

  it('tells a request that was given up before it left from one that had', async () => {
    expect(await failure(bench.get(bench.target.origin, { signal: AbortSignal.abort() }))).toMatchObject({
      code: 'aborted',
    });
    expect(bench.target.connections).toBe(0);
    bench.target.script({ fault: 'hang' });
    const abort = new AbortController();
    const ended = failure(bench.get(bench.target.origin, { signal: abort.signal }));
    await eventually('the request arrives', () => bench.target.requests.length > 0);
    abort.abort();
    expect(await ended).toMatchObject({ code: 'unknown', reason: 'aborted' });
  });

  it('knows that nothing was sent while the name was being resolved', async () => {
    bench.use({ lookup: () => new Promise<never>(() => undefined), connectMs: 10_000 });
    expect(await failure(bench.get('https://slow.example.com/', { timeoutMs: 100 }))).toMatchObject({
      code: 'unreachable',
    });
    const abort = new AbortController();
    setImmediate(() => abort.abort());
    expect(await failure(bench.get('https://slow.example.com/', { signal: abort.signal }))).toMatchObject({
      code: 'aborted',
    });
  });
});

describe('answers', () => {
  it.each(['reset_before', 'reset_after'] as const)('takes %s for unknown', async (fault) => {
    bench.target.script({ fault });
    expect(await failure(bench.http.request({ method: 'POST', url: bench.target.origin, body: 'x' }))).toMatchObject({
      code: 'unknown',
      reason: 'connection_lost',
    });
  });

  it('marks a body that broke off', async () => {
    bench.target.script({ fault: 'reset_in_body', headers: { 'content-length': '10' }, body: '0123456789' });
    const answer = await bench.get(bench.target.origin);
    expect(answer).toMatchObject({ status: 200, broken: true, truncated: false });
    expect(answer.body.toString()).toBe('01234');
  });

  it('cuts an endless body and closes the connection', async () => {
    bench.target.script({ fault: 'endless' });
    const answer = await bench.get(bench.target.origin, { maxBodyBytes: 1_000 });
    expect(answer).toMatchObject({ truncated: true, broken: false });
    expect(answer.body).toHaveLength(1_000);
  });

  it('keeps a body of exactly the limit whole', async () => {
    bench.target.script({ body: 'x'.repeat(1_000) });
    expect(await bench.get(bench.target.origin, { maxBodyBytes: 1_000 })).toMatchObject({ truncated: false });
    expect(await bench.get(bench.target.origin, { maxBodyBytes: 999 })).toMatchObject({ truncated: true });
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('decompresses %s', async (coding, compress) => {
    bench.target.script({ headers: { 'content-encoding': coding }, body: compress(Buffer.from('inflated')) });
    const answer = await bench.get(bench.target.origin);
    expect(answer.body.toString()).toBe('inflated');
    expect(answer.headers).not.toHaveProperty('content-encoding');
  });

  it('counts the bytes of a decompression bomb after decompression', async () => {
    const bomb = gzipSync(Buffer.alloc(64 << 20));
    bench.target.script({ headers: { 'content-encoding': 'gzip' }, body: bomb });
    const before = process.memoryUsage().arrayBuffers;
    expect(await bench.get(bench.target.origin, { maxBodyBytes: 65_536 })).toMatchObject({
      truncated: true,
      broken: false,
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 << 20);
  });

  it('marks compressed text that ends early, and takes an unknown coding as it is', async () => {
    bench.target.script({ headers: { 'content-encoding': 'gzip' }, body: gzipSync('whole').subarray(0, 12) });
    expect(await bench.get(bench.target.origin)).toMatchObject({ broken: true });
    for (const coding of ['zip64', 'constructor']) {
      bench.target.script({ headers: { 'content-encoding': coding }, body: 'raw' });
      const answer = await bench.get(bench.target.origin);
      expect(answer).toMatchObject({ broken: false, headers: { 'content-encoding': coding } });
      expect(answer.body.toString()).toBe('raw');
    }
    bench.target.script({ status: 204, headers: { 'content-encoding': 'gzip' } });
    expect(await bench.get(bench.target.origin)).toMatchObject({ status: 204, broken: false });
  });

  it('takes headers without end for unknown', async () => {
    bench.target.script({ headers: { 'x-big': 'x'.repeat(1 << 20) } });
    expect(await failure(bench.get(bench.target.origin))).toMatchObject({ code: 'unknown' });
  });

  it('keeps the secrets of a request out of its error', async () => {
    bench.target.script({ fault: 'reset_after' });
    const error = await failure(bench.get(bench.target.origin, { headers: { Authorization: 'Bearer CANARY-1234' } }));
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('CANARY');
    expect(JSON.stringify(error)).not.toContain('CANARY');
  });
});

describe('connections', () => {
  it('are used again, but for a request that asks for its own', async () => {
    await bench.get(bench.target.origin);
    await bench.get(bench.target.origin);
    expect(bench.target.connections).toBe(1);
    await bench.get(bench.target.origin, { ownConnection: true });
    expect(bench.target.connections).toBe(2);
  });

  it('are encrypted and checked for https', async () => {
    const secure = await startStubServer({ tls: ['127.0.0.1'] });
    bench.use({ testOrigins: [secure.origin] });
    expect(await failure(bench.get(secure.origin))).toMatchObject({ code: 'unreachable' });
    expect(bench.refusals).toMatchObject([{ why: 'DEPTH_ZERO_SELF_SIGNED_CERT' }]);
    bench.use({ testOrigins: [secure.origin], ca: secure.certificate ?? '' });
    expect((await bench.get(secure.origin)).status).toBe(200);
    expect((await bench.get(secure.origin)).status).toBe(200);
    expect(secure.requests).toHaveLength(2);
    await secure.close();
  });

  it('refuse a certificate of another name', async () => {
    const secure = await startStubServer({ tls: ['other.example.com'] });
    const origin = `https://named.example.com:${secure.port}`;
    bench.use({
      testOrigins: [origin],
      ca: secure.certificate ?? '',
      lookup: () => Promise.resolve(['127.0.0.1']),
    });
    expect(await failure(bench.get(origin))).toMatchObject({ code: 'unreachable' });
    expect(bench.refusals).toMatchObject([{ why: 'ERR_TLS_CERT_ALTNAME_INVALID' }]);
    expect(secure.requests).toEqual([]);
    await secure.close();
  });

  it('can be closed twice', () => {
    bench.http.close();
    bench.http.close();
  });
});
