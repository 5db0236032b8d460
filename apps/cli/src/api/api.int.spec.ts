import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '@hookswitch/domain';
import { typed } from '../world.spec-helper.js';

interface Seen {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Json;
}
interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const KEY = 'hks_of-the-spec';

describe('commands over the REST API', () => {
  const seen: Seen[] = [];
  let answers: Readonly<Record<string, Answer>> = {};
  let server: Server;
  let folder: string;
  let env: Readonly<Record<string, string>>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cli-'));
    server = createServer((request, response) => {
      void text(request).then((body) => {
        const line = `${request.method ?? ''} ${request.url ?? ''}`;
        seen.push({ line, headers: request.headers, body: body === '' ? null : (JSON.parse(body) as Json) });
        const {
          status = 200,
          body: answer = {},
          headers = {},
        } = answers[line] ?? { status: 404, body: { code: 'not_found', title: 'No such' } };
        response.writeHead(status, headers).end(typeof answer === 'string' ? answer : JSON.stringify(answer));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    env = { HOOKSWITCH_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, HOOKSWITCH_API_KEY: KEY };
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => {
    seen.length = 0;
  });

  it('publish an event with the key, and tell what became of it', async () => {
    answers = {
      'POST /v1/events': { status: 202, body: { outcomes: [{ id: 'e1', source: '/s', status: 'accepted' }] } },
    };
    const argv = [
      'events',
      'publish',
      '--type',
      'call.ended',
      '--subject',
      'c1',
      '--id',
      'e1',
      '--source',
      '/s',
      '--data',
      '-',
    ];
    expect(await typed(argv, env, '{"waiting_time":3}')).toEqual({ code: 0, out: 'accepted e1', err: '' });
    expect(seen[0]?.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/cloudevents-batch+json',
    });
    expect(seen[0]?.body).toEqual([
      {
        specversion: '1.0',
        id: 'e1',
        source: '/s',
        type: 'call.ended',
        subject: 'c1',
        datacontenttype: 'application/json',
        data: { waiting_time: 3 },
      },
    ]);
  });

  it('publish a file of events; one that is rejected makes it fail, with the reason', async () => {
    const file = join(folder, 'events.json');
    writeFileSync(file, '[{"id":"e1"},{"id":"e2"}]');
    const problems = [{ pointer: '/type', code: 'required', message: 'is missing' }];
    const outcomes = [
      { id: 'e1', status: 'accepted' },
      { id: 'e2', status: 'rejected', problems },
    ];
    answers = { 'POST /v1/events': { status: 202, body: { outcomes } } };
    const outcome = await typed(['events', 'publish', '-f', file], env);
    expect(outcome).toEqual({ code: 1, out: 'accepted e1\nrejected e2\n  /type: is missing', err: '' });
    expect(JSON.parse((await typed(['events', 'publish', '-f', file, '--json'], env)).out)).toEqual({ outcomes });
  });

  it('list runs by what was asked for', async () => {
    const run = {
      id: 'r1',
      status: 'dead',
      workflow: { name: 'text' },
      event: { type: 'call.ended', subject: 'c\u001b[2J1' },
      startedAt: 'now',
    };
    answers = {
      'GET /v1/runs?status=dead&limit=1': { body: { items: [run], next: 'abc' } },
      'GET /v1/runs': { body: { items: [] } },
    };
    const { code, out } = await typed(['runs', 'list', '--status', 'dead', '--limit', '1'], env);
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      'RUN  STATUS  WORKFLOW  EVENT       SUBJECT  STARTED',
      'r1   dead    text      call.ended  c\ufffd[2J1   now',
      '',
      'More: --cursor abc',
    ]);
    expect((await typed(['runs', 'list'], env)).out).toBe('There are no such runs.');
  });

  it('show a run with its attempts', async () => {
    const attempts = [
      { attempt: 1, outcome: 'retry', finishedAt: 'then', error: { code: 'http_503', message: 'busy' } },
      { attempt: 2, outcome: 'succeeded', finishedAt: 'now' },
    ];
    const command = { id: 'k1', connector: 'sms', status: 'succeeded', attempts };
    const steps = [
      { id: 'text', kind: 'action', status: 'sent', command },
      { id: 'vip', kind: 'condition', status: 'stopped', detail: 'not a VIP' },
    ];
    const body = {
      id: 'r 1',
      status: 'skipped',
      workflow: { name: 'w', version: 3 },
      event: { type: 'call.ended', id: 'e1', subject: 'c1' },
      steps,
    };
    answers = { 'GET /v1/runs/r%201': { body } };
    expect((await typed(['runs', 'show', 'r 1'], env)).out.split('\n')).toEqual([
      'Run r 1 skipped',
      'Workflow w, version 3',
      'Event call.ended e1, subject c1',
      '- text (action): sent',
      '    command k1 to sms: succeeded',
      '    attempt 1 then: retry, http_503: busy',
      '    attempt 2 now: succeeded',
      '- vip (condition): stopped (not a VIP)',
    ]);
  });

  it('explain an event', async () => {
    const leaf = {
      held: false,
      kind: 'leaf',
      field: 'event.properties.direction',
      operator: 'equals',
      why: '"outgoing" is not "incoming"',
    };
    const workflows = [
      { workflow: { name: 'w1', version: 2 }, fired: true, run: 'r1', conditions: [] },
      {
        workflow: { name: 'w2', version: 1 },
        fired: false,
        conditions: [{ held: false, kind: 'all', children: [leaf] }],
      },
    ];
    answers = {
      'GET /v1/explain?event=e1&source=%2Fpbx': { body: { planned: true, workflows } },
      'GET /v1/explain?event=e2': { body: { planned: false, workflows: [] } },
    };
    expect((await typed(['explain', 'e1', '--source', '/pbx'], env)).out.split('\n')).toEqual([
      'w1 (version 2) fired, run r1',
      'w2 (version 1) did not fire',
      '  failed: all',
      '    failed: event.properties.direction equals: "outgoing" is not "incoming"',
    ]);
    expect((await typed(['explain', 'e2'], env)).out).toBe('rules has not planned this event yet.');
  });

  it('fail with what the gateway says, and never follow it elsewhere', async () => {
    answers = {
      'GET /v1/runs': {
        status: 403,
        body: { code: 'missing_scope', title: 'The key does not have the scope', detail: 'It needs runs:read.' },
      },
      'GET /v1/explain?event=e': { status: 307, headers: { location: 'http://127.0.0.1:9/' } },
      'GET /v1/runs/page': { body: '<html>' },
    };
    expect(await typed(['runs', 'list'], env)).toEqual({
      code: 1,
      out: '',
      err: 'The key does not have the scope (403). It needs runs:read.',
    });
    expect(JSON.parse((await typed(['runs', 'list', '--json'], env)).err)).toMatchObject({
      error: { code: 'missing_scope' },
    });
    expect((await typed(['explain', 'e'], env)).err).toContain('(307)');
    expect((await typed(['runs', 'show', 'page'], env)).err).toContain('is no JSON: is http://');
    expect(seen).toHaveLength(4);
  });

  it('say when nobody answers', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, 'close');
    const { code, err } = await typed(['runs', 'list'], { ...env, HOOKSWITCH_URL: `http://127.0.0.1:${port}` });
    expect([code, err]).toEqual([
      1,
      `http://127.0.0.1:${port} does not answer (ECONNREFUSED). --server or HOOKSWITCH_URL says where the gateway is.`,
    ]);
  });

  it('find the key that standalone has left, but only for a gateway on this machine', async () => {
    writeFileSync(join(folder, 'admin-key'), 'hks_standalone\n');
    answers = { 'GET /v1/runs': { body: { items: [] } } };
    const { HOOKSWITCH_URL } = env;
    const found = await typed(['runs', 'list'], { HOOKSWITCH_URL, HOOKSWITCH_DATA_DIR: folder });
    expect(found.code).toBe(0);
    expect(seen[0]?.headers.authorization).toBe('Bearer hks_standalone');
    const remote = await typed(['runs', 'list'], {
      HOOKSWITCH_URL: 'http://127.0.0.1.example.com:1',
      HOOKSWITCH_DATA_DIR: folder,
    });
    expect(remote).toMatchObject({ code: 2, err: expect.stringContaining('HOOKSWITCH_API_KEY') });
  });
});
