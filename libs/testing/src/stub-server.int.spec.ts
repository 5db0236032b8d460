import { request as overTls } from 'node:https';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { startStubServer, type StubServer } from './stub-server.js';

let stub: StubServer;
beforeEach(async () => {
  stub = await startStubServer();
});
afterEach(() => stub.close());

it('notes what it received and answers as it was told, until it is told otherwise', async () => {
  stub.script(({ body }) => ({ status: 201, headers: { 'x-a': 'b' }, body: { got: body } }));
  const answer = await fetch(`${stub.origin}/path?q=1`, { method: 'POST', body: 'žltý', headers: { 'x-c': 'd' } });
  expect([answer.status, answer.headers.get('x-a'), await answer.json()]).toEqual([201, 'b', { got: 'žltý' }]);
  expect(stub.requests).toMatchObject([{ method: 'POST', url: '/path?q=1', headers: { 'x-c': 'd' }, body: 'žltý' }]);
  stub.script({ status: 503 });
  expect(stub.requests).toEqual([]);
  expect((await fetch(stub.origin)).status).toBe(503);
});

it('answers some requests as it is told, even later, and the others as at the start', async () => {
  const picky = await startStubServer({ answer: { status: 204 } });
  picky.script(
    ({ bytes }) => Promise.resolve({ status: 201, body: bytes }),
    ({ method }) => method === 'PUT',
  );
  const put = () => fetch(picky.origin, { method: 'PUT', body: Buffer.from([0xff, 0]) });
  expect([...(await (await put()).bytes())]).toEqual([0xff, 0]);
  expect((await fetch(picky.origin)).status).toBe(204);
  picky.script({ fault: 'reset_before' }, ({ method }) => method === 'PUT');
  await expect(put()).rejects.toThrow();
  expect((await fetch(picky.origin)).status).toBe(204);
  await picky.close();
});

it.each(['reset_before', 'reset_after'] as const)('%s: the request is there, an answer never comes', async (fault) => {
  stub.script({ fault });
  await expect(fetch(stub.origin, { method: 'POST', body: 'x' })).rejects.toThrow();
  expect(stub.requests).toMatchObject([{ method: 'POST', body: fault === 'reset_before' ? '' : 'x' }]);
});

it('reset_in_body: the answer begins and breaks off', async () => {
  stub.script({ fault: 'reset_in_body', body: 'abcdef' });
  const answer = await fetch(stub.origin);
  expect(answer.status).toBe(200);
  await expect(answer.text()).rejects.toThrow();
});

it.each(['hang', 'drip', 'endless'] as const)(
  '%s: goes on until somebody gives up, and does not hold up the close',
  async (fault) => {
    stub.script({ fault });
    const giveUp = AbortSignal.timeout(200);
    await expect(fetch(stub.origin, { signal: giveUp }).then((answer) => answer.text())).rejects.toThrow(
      /abort|timeout/i,
    );
    expect(stub.connections).toBe(1);
  },
);

it('speaks TLS under the names that it was given', async () => {
  const secure = await startStubServer({ tls: ['stub.example.com'], answer: { status: 204 } });
  const options = { host: '127.0.0.1', port: secure.port, servername: 'stub.example.com', ca: secure.certificate };
  const status = await new Promise((resolve, reject) => {
    overTls(options, (answer) => resolve(answer.statusCode))
      .on('error', reject)
      .end();
  });
  expect([status, secure.origin]).toEqual([204, `https://127.0.0.1:${secure.port}`]);
  await secure.close();
});
