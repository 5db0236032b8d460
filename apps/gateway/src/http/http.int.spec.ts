import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import { aWorkflow, field, World } from '../gateway.spec-helper.js';

let world: World;
beforeAll(async () => {
  world = await World.create();
  await world.start();
});
afterAll(() => world.close());

const json = { 'content-type': 'application/json' };
const post = (body: string, headers: Record<string, string> = json) =>
  world.call('POST /v1/workflows:validate', { body, headers });
const raw = (path: string, init: RequestInit) =>
  fetch(`${world.url}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${world.admin}`, ...(init.headers as object) },
  });

describe('routes', () => {
  it('that do not exist are 404, methods that do not exist are 405 with Allow', async () => {
    expect(await world.call('GET /v1/nothing')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    const patch = await world.call('PATCH /v1/workflows/5a3f1f7e-0000-4000-8000-000000000000', { body: {} });
    expect(patch).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
    expect(patch.headers.get('allow')).toBe('DELETE, GET, PUT');
    const unknown = await world.call('POST /v1/workflows/5a3f1f7e-0000-4000-8000-000000000000:explode');
    expect(unknown).toMatchObject({ status: 404 });
    expect((await world.call('DELETE /v1/workflows:test')).headers.get('allow')).toBe('POST');
  });
  it('take ids that are none for ids that exist nowhere', async () => {
    expect(await world.call('GET /v1/workflows/not-a-uuid')).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  });
});

it('every request is measured by its route, those too that reach no controller', async () => {
  const id = 'a0000000-0000-4000-8000-000000000000';
  await world.call(`GET /v1/workflows/${id}`);
  await world.call(`POST /v1/workflows/${id}:enable`, { key: 'hks_none' });
  await world.call('PROPFIND /v1/nowhere/acme');
  await post('{');
  const count = (method: string, route: string, status: number) =>
    `http_server_request_duration_seconds_count{method="${method}",route="${route}",status="${status}"} `;
  const text = await eventually('the measures', async () => {
    const found = await world.metrics.render();
    return found.includes(count('POST', '/v1/workflows:validate', 400)) && found;
  });
  expect(text).toContain(count('GET', '/v1/workflows/{id}', 404));
  expect(text).toContain(count('POST', '/v1/workflows/{id}:enable', 401));
  expect(text).toContain(count('PROPFIND', '', 404));
  for (const unbounded of [id, 'nowhere', '127.0.0.1']) expect(text).not.toContain(unbounded);
});

it('the API describes itself, without a key', async () => {
  const served = await world.call('GET /openapi.json', { key: undefined });
  expect(served).toMatchObject({ status: 200, body: { openapi: '3.1.0' } });
  const file = readFileSync(join(import.meta.dirname, '../../openapi.json'), 'utf8');
  expect(served.body).toEqual(JSON.parse(file));
});

describe('every answer', () => {
  it('is a problem document when it is an error, without internals', async () => {
    const reply = await world.call('GET /v1/workflows/not-a-uuid');
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
    expect(reply.body).toEqual({
      type: 'urn:hookswitch:problem:not-found',
      title: 'There is no such resource',
      status: 404,
      code: 'not_found',
    });
  });
  it('has the headers that keep browsers out', async () => {
    for (const request of ['GET /v1/workflows', 'GET /v1/nothing', 'GET /openapi.json']) {
      const { headers } = await world.call(request);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('server')).toBeNull();
    }
  });
});

describe('bodies', () => {
  it.each([
    ['broken JSON', '{"a": tru}', 400, 'malformed_json'],
    ['half of it', '{"a": [1,', 400, 'malformed_json'],
    ['none', '', 400, 'malformed_json'],
    ['__proto__ deep inside', '{"spec": {"steps": [{"__proto__": {"admin": true}}]}}', 400, 'forbidden_key'],
    ['65 levels', `${'['.repeat(65)}${']'.repeat(65)}`, 400, 'too_deep'],
    ['100,000 levels', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 400, 'too_deep'],
    [
      '1,001 keys',
      JSON.stringify(Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [`k${n}`, n]))),
      400,
      'too_many_keys',
    ],
    ['a megabyte and more', `"${'x'.repeat(1024 * 1024)}"`, 413, 'payload_too_large'],
  ])('with %s are answered %# with their code', async (_, body, status, code) => {
    expect(await post(body)).toMatchObject({ status, body: { code } });
  });
  it('with __proto__ name the place, and leave objects alone', async () => {
    const reply = await post('{"spec": {"steps": [{"__proto__": {"admin": true}}]}}');
    expect(reply.body).toMatchObject({ errors: [{ pointer: '/spec/steps/0/__proto__', code: 'forbidden_key' }] });
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
  it('of broken JSON are answered with line and column', async () => {
    expect(field(await post('{\n  "a" 1}'), 'detail')).toContain('line 2 column 7');
  });
  it('of exactly a megabyte are read', async () => {
    const body = `{"apiVersion":"${'x'.repeat(1024 * 1024 - 17)}"}`;
    expect(Buffer.byteLength(body)).toBe(1024 * 1024);
    expect(await post(body)).toMatchObject({ status: 200, body: { valid: false } });
  });
  it('that are no UTF-8 are refused', async () => {
    const response = await raw('/v1/workflows:validate', {
      method: 'POST',
      headers: json,
      body: Buffer.from([0x22, 0xff, 0x22]),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: 'malformed_request',
      detail: 'The body is not UTF-8 at byte 1.',
    });
  });
  it.each([
    ['text/plain'],
    ['application/xml'],
    ['multipart/form-data; boundary=x'],
    ['application/x-www-form-urlencoded'],
  ])('of type %s are not supported', async (type) => {
    expect(await post('a=b', { 'content-type': type })).toMatchObject({
      status: 415,
      body: { code: 'unsupported_media_type' },
    });
  });
});

describe('compressed bodies', () => {
  const send = (body: Buffer, encoding: string) =>
    raw('/v1/workflows:validate', { method: 'POST', headers: { ...json, 'content-encoding': encoding }, body });
  it('may be gzip', async () => {
    const response = await send(gzipSync(JSON.stringify(aWorkflow('zipped'))), 'gzip');
    expect(await response.json()).toMatchObject({ valid: true });
  });
  it('count as what they inflate to', async () => {
    const response = await send(gzipSync(Buffer.alloc(64 * 1024 * 1024, '1')), 'gzip');
    expect(response.status).toBe(413);
  });
  it('that are too large and then broken do no harm', async () => {
    const whole = gzipSync(Buffer.alloc(8 * 1024 * 1024, '1'));
    const damaged = Buffer.concat([whole.subarray(0, -8), Buffer.alloc(8)]);
    for (let n = 0; n < 20; n += 1) expect((await send(damaged, 'gzip')).status).toBe(413);
  });
  it('of another kind or broken are refused', async () => {
    expect((await send(Buffer.from('{}'), 'br')).status).toBe(415);
    expect((await send(Buffer.from('{}'), 'gzip')).status).toBe(400);
  });
});

describe('limits', () => {
  it('of the URL: 8 KiB', async () => {
    const at = (length: number) => `GET /v1/workflows?name=${'x'.repeat(length - '/v1/workflows?name='.length)}`;
    expect(await world.call(at(8_193))).toMatchObject({ status: 414, body: { code: 'uri_too_long' } });
    expect(await world.call(at(8_192))).toMatchObject({ status: 400, body: { code: 'invalid_query' } });
  });
  it('of the headers: 16 KiB', async () => {
    const answer = await plain(`GET /v1/workflows HTTP/1.1\r\nhost: x\r\nx-long: ${'x'.repeat(16_500)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(problemIn(answer)).toMatchObject({ status: 431, code: 'headers_too_large' });
  });
  it('of a wrong Content-Length: 400', async () => {
    const head = `POST /v1/workflows HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${world.admin}\r\ncontent-type: application/json\r\nconnection: close\r\n`;
    for (const rest of ['content-length: abc\r\n\r\n{}', 'transfer-encoding: chunked\r\n\r\nzz\r\n']) {
      const answer = await plain(`${head}${rest}`);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(problemIn(answer)).toMatchObject({ status: 400, code: 'malformed_request' });
    }
  });
});

describe('text that the database cannot hold', () => {
  it.each(['events', 'secrets', 'event-types', 'connectors', 'api-keys', 'dead-letters', 'tenants'])(
    'names nothing among the %s',
    async (list) => {
      expect(await world.call(`GET /v1/${list}/%00`)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    },
  );
  it.each([
    ['GET /v1/workflows?name=%00', undefined, 400, '/name'],
    ['GET /v1/connections?connector=%00', undefined, 400, '/connector'],
    ['POST /v1/workflows?message=%00', aWorkflow('nul'), 400, '/message'],
    ['POST /v1/api-keys', { name: '\0', role: 'viewer' }, 422, '/name'],
    ['PATCH /v1/tenants/default', { title: 'a\0' }, 422, '/title'],
    ['POST /v1/connections', { name: 'nul', connector: '\0' }, 422, '/connector'],
    ['POST /v1/workflows:test', { document: aWorkflow('w'), recorded: { id: '\0' } }, 422, '/recorded/id'],
    ['POST /v1/workflows:test', { document: aWorkflow('w'), sample: { type: '\0' } }, 422, '/sample/type'],
  ])('is refused by %s', async (request, body, status, pointer) => {
    expect(await world.call(request, { body })).toMatchObject({
      status,
      body: { errors: [{ pointer, code: 'invalid_format' }] },
    });
  });
});

describe('times', () => {
  it.each(['2026-W05-1', '2026-W05', '2026-005', '2026-01-31', '2026-01-31T09:30:00', '2026-02-30T09:30:00Z'])(
    'have a day and a zone, unlike %s',
    async (time) => {
      const problem = { code: 'invalid_format' };
      for (const list of ['events', 'runs', 'dead-letters'])
        expect(await world.call(`GET /v1/${list}?from=${time}`)).toMatchObject({
          status: 400,
          body: { errors: [{ ...problem, pointer: '/from' }] },
        });
      const body = { document: aWorkflow('w'), sample: { type: 'call.ended' }, at: time };
      expect(await world.call('POST /v1/workflows:test', { body })).toMatchObject({
        status: 422,
        body: { errors: [{ ...problem, pointer: '/at' }] },
      });
    },
  );
  it.each(['2026-01-31T09:30Z', '2026-01-31T09:30:00.123456+05:30'])('may be %s', async (time) => {
    expect(await world.call(`GET /v1/events?from=${encodeURIComponent(time)}`)).toMatchObject({ status: 200 });
  });
});

const problemIn = (answer: string): unknown => JSON.parse(answer.split('\r\n\r\n')[1] ?? '');

function plain(text: string): Promise<string> {
  const { hostname, port } = new URL(world.url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (answer += chunk));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
