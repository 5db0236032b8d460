import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startStubServer, type StubRequest, type StubServer } from '@hookswitch/testing';
import { PassThrough, Writable } from 'node:stream';
import type { DownloadRequest } from './client.js';
import { createHttpClient, type GuardedClient } from './create-client.js';

let target: StubServer;
let storage: StubServer;
let http: GuardedClient;
beforeEach(async () => {
  target = await startStubServer({ answer: { headers: { 'content-type': 'audio/x-wav' }, body: 'RIFF' } });
  storage = await startStubServer({ answer: { body: 'stored' } });
  http = createHttpClient({ testOrigins: [target.origin, storage.origin] });
});
afterEach(async () => {
  http.close();
  await Promise.all([target.close(), storage.close()]);
});

class Sink extends Writable {
  received = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.received += chunk.toString();
    done();
  }
}
const download = async (sink: Writable, more: Partial<DownloadRequest> = {}) =>
  http.download({ url: `${target.origin}/r/1`, maxBytes: 1_000, ...more }, sink);

describe('downloads', () => {
  it('pour the body into the sink and end it', async () => {
    const sink = new Sink();
    expect(await download(sink, { types: ['audio/*'] })).toMatchObject({ status: 200, bytes: 4, end: 'complete' });
    expect([sink.received, sink.writableFinished]).toEqual(['RIFF', true]);
  });

  it.each([
    [{ status: 404, body: 'gone' }, 'status'],
    [{ headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<html>' }, 'wrong_type'],
    [{ headers: { 'content-length': '2000' }, body: 'x'.repeat(2_000) }, 'too_large'],
  ])('write nothing of %j', async (answer, end) => {
    target.script(answer);
    const sink = new Sink();
    expect(await download(sink, { types: ['audio/*'] })).toMatchObject({ bytes: 0, end });
    expect([sink.received, sink.destroyed, sink.writableFinished]).toEqual(['', true, false]);
  });

  it('give up a body that has no end, and one that breaks off', async () => {
    target.script({ fault: 'endless' });
    expect(await download(new Sink(), { maxBytes: 100_000 })).toMatchObject({ end: 'too_large' });
    target.script({ fault: 'reset_in_body', body: '0123456789' });
    const sink = new Sink();
    expect(await download(sink)).toMatchObject({ end: 'broken', bytes: 5 });
    expect(sink.writableFinished).toBe(false);
  });

  it('end in time', async () => {
    target.script({ fault: 'drip' });
    await expect(download(new Sink(), { timeoutMs: 200 })).rejects.toMatchObject({
      code: 'unknown',
      reason: 'timeout',
    });
  });

  it('say when the sink fails', async () => {
    const sink = new Writable({ write: (_chunk, _encoding, done) => done(new Error('disk full')) });
    await expect(download(sink)).rejects.toMatchObject({
      code: 'unknown',
      cause: expect.objectContaining({ message: 'disk full' }),
    });
  });

  it('say when the sink fails before anything has come', async () => {
    const sink = new Sink();
    target.script(() => {
      sink.destroy(new Error('no such folder'));
      return { body: 'RIFF' };
    });
    await expect(download(sink)).rejects.toMatchObject({
      code: 'unknown',
      cause: expect.objectContaining({ message: 'no such folder' }),
    });
  });

  it('follow a redirect and leave credentials behind at another origin', async () => {
    target.script(({ url }: StubRequest) =>
      url === '/r/1'
        ? { status: 302, headers: { location: '/r/2' } }
        : { status: 302, headers: { location: `${storage.origin}/signed` } },
    );
    const sink = new Sink();
    const wanted = { headers: { Authorization: 'Basic secret' }, allowedHosts: ['127.0.0.1'] };
    expect(await download(sink, wanted)).toMatchObject({ end: 'complete' });
    expect(sink.received).toBe('stored');
    expect(target.requests.map(({ headers }) => headers.authorization)).toEqual(['Basic secret', 'Basic secret']);
    expect(storage.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it('guard every hop', async () => {
    target.script({ status: 302, headers: { location: 'https://169.254.169.254/' } });
    await expect(download(new PassThrough())).rejects.toMatchObject({
      code: 'blocked',
      reason: 'destination_unreachable',
    });
    target.script({ status: 302, headers: { location: storage.origin } });
    await expect(download(new PassThrough(), { allowedHosts: [`127.0.0.1:${target.port}`] })).rejects.toMatchObject({
      reason: 'host_not_allowed',
    });
    expect(storage.connections).toBe(0);
  });

  it('follow three redirects and no fourth', async () => {
    target.script(({ url }: StubRequest) =>
      url === '/3' ? { body: 'x' } : { status: 307, headers: { location: `/${Number(url.at(-1)) + 1}` } },
    );
    expect(await download(new PassThrough(), { url: `${target.origin}/0` })).toMatchObject({ end: 'complete' });
    target.script({ status: 302, headers: { location: '/again' } });
    await expect(download(new PassThrough())).rejects.toMatchObject({ reason: 'too_many_redirects' });
    expect(target.requests).toHaveLength(4);
  });

  it('do not go from https to http', async () => {
    const secure = await startStubServer({
      tls: ['127.0.0.1'],
      answer: { status: 302, headers: { location: target.origin } },
    });
    http = createHttpClient({ testOrigins: [secure.origin, target.origin], ca: secure.certificate ?? '' });
    await expect(download(new PassThrough(), { url: secure.origin })).rejects.toMatchObject({ code: 'blocked' });
    expect(target.connections).toBe(0);
    await secure.close();
  });
});
