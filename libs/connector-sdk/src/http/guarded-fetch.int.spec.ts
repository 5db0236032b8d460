import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { startStubServer, type StubServer } from '@hookswitch/testing';
import { bindHosts } from './bind-hosts.js';
import { createHttpClient } from './create-client.js';
import { guardedFetch } from './guarded-fetch.js';

let target: StubServer;
beforeAll(async () => {
  target = await startStubServer();
});
afterAll(() => target.close());
const http = () => createHttpClient({ testOrigins: [target.origin] });

it('fetches like fetch', async () => {
  target.script({ status: 201, headers: { 'x-a': 'b' }, body: { ok: true } });
  const response = await guardedFetch(http())(`${target.origin}/x`, {
    method: 'POST',
    body: new URLSearchParams({ a: 'ä' }),
    redirect: 'error',
  });
  expect([response.status, response.headers.get('x-a'), await response.json()]).toEqual([201, 'b', { ok: true }]);
  expect(target.requests).toMatchObject([
    {
      method: 'POST',
      url: '/x',
      body: 'a=%C3%A4',
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    },
  ]);
  target.script({ status: 204 });
  expect((await guardedFetch(http())(target.origin)).status).toBe(204);
});

it('refuses what the guard refuses, and an answer that is not whole', async () => {
  const blocked = guardedFetch(http(), { allowedHosts: ['slack.com'] })(target.origin);
  await expect(blocked).rejects.toMatchObject({ code: 'blocked', reason: 'host_not_allowed' });
  target.script({ fault: 'reset_in_body', body: '{"ok":true}' });
  await expect(guardedFetch(http())(target.origin)).rejects.toMatchObject({ code: 'unknown' });
  target.script({ body: 'x'.repeat(11) });
  await expect(guardedFetch(http(), { maxBodyBytes: 10 })(target.origin)).rejects.toMatchObject({ code: 'unknown' });
});

it('rejects as the client does where fetch has errors of its own, which repeat what was in a header', async () => {
  const headers = { authorization: 'Bearer CANARY-1234\nx' };
  const error: unknown = await guardedFetch(http())(target.origin, { headers }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'HttpError', code: 'invalid' });
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('CANARY');
  target.script({ status: 600 });
  await expect(guardedFetch(http())(target.origin)).rejects.toMatchObject({ name: 'HttpError', code: 'unknown' });
});

it('narrows the hosts of every request', async () => {
  const bound = bindHosts(http(), ['*.example.com', '127.0.0.1']);
  target.script({});
  expect((await bound.request({ method: 'GET', url: target.origin })).status).toBe(200);
  const elsewhere = bound.request({ method: 'GET', url: target.origin, allowedHosts: ['a.example.com'] });
  await expect(elsewhere).rejects.toMatchObject({ reason: 'host_not_allowed' });
  await expect(bound.request({ method: 'GET', url: 'https://other.com/' })).rejects.toMatchObject({
    reason: 'host_not_allowed',
  });
});
