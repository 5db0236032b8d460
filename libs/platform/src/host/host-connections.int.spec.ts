import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpClient, HttpRequest } from '@hookswitch/connector-sdk';
import { eventually } from '@hookswitch/testing';
import { generateKeyRing } from '../sealing/generate-key-ring.js';
import { HostBench } from './host-bench.spec-helper.js';
import { ScriptedConnector, TYPE, command, failed, retry, uuid } from './scripted-connector.spec-helper.js';

const TOKEN = 'xoxb-canary-0123456789';
const revoked = failed({ code: 'token_revoked', class: 'config' });
const test = (connection: string, request: string) =>
  ({ kind: 'test', tenant: 'acme', connection, request, at: '2026-01-01T00:00:00.000Z' }) as const;

describe('what a connector host does with connections and secrets', () => {
  let bench: HostBench;
  const connector = new ScriptedConnector();
  const requests: HttpRequest[] = [];
  const http: HttpClient = {
    request: (request) => {
      requests.push(request);
      return Promise.resolve({ status: 200, headers: {}, body: Buffer.from(''), truncated: false, broken: false });
    },
    download: (request) => {
      requests.push({ ...request, method: 'GET' });
      return Promise.resolve({ status: 200, headers: {}, bytes: 0, end: 'complete' });
    },
  };
  beforeAll(async () => {
    bench = await HostBench.open('postgres');
    await bench.start(connector, { http });
  });
  afterAll(() => bench.close());
  const on = (connection: string, name: string, change = {}) => command(name, { connection, ...change });
  const attention = (name: string) => bench.status.get(`${TYPE}|needs_attention|acme|connection|${name}`);
  /** A command may come before its connection, and then something else is said of it first. */
  const says = (name: string, code: string) =>
    eventually(`${code} of ${name}`, () => JSON.stringify(attention(name) ?? null).includes(`"${code}"`));
  const testOf = (request: string) =>
    eventually(`the answer to ${request}`, () => bench.status.get(`${TYPE}|test|${request}`));

  it('commands wait without attempts while their connection needs attention, and go on when it changes', async () => {
    await bench.connection('revoked');
    connector.script('first', revoked, { kind: 'succeeded', output: 1 });
    await bench.send(on('revoked', 'first'));
    await eventually('the status', () => attention('revoked'));
    await bench.send(on('revoked', 'second'), on('main', 'unaffected'));
    await bench.end('unaffected');
    expect([connector.of('first'), connector.of('second')]).toEqual([['perform 1'], []]);
    expect(attention('revoked')).toMatchObject({
      connection: 'revoked',
      error: { code: 'token_revoked' },
      revision: 1,
    });

    await bench.connection('revoked', { revision: 2 });
    expect(await bench.end('first')).toMatchObject({ status: 'succeeded', attempt: 2 });
    expect(await bench.end('second')).toMatchObject({ status: 'succeeded', attempt: 1 });
    await eventually(
      'the status to clear',
      () => bench.status.has(`${TYPE}|needs_attention|acme|connection|revoked`) && attention('revoked') === undefined,
    );
  });

  it('waiting for a connection uses nothing of the budget', async () => {
    await bench.connection('budget');
    connector.script('budget', revoked, retry());
    await bench.send(on('budget', 'budget'));
    await eventually('the status', () => attention('budget'));
    await bench.connection('budget', { revision: 2 });
    expect(await bench.end('budget')).toMatchObject({ reason: 'exhausted', attempt: 4 });
  });

  it('gives up at last and says that the connection is broken', async () => {
    await bench.connection('given-up');
    connector.script('given-up', revoked);
    await bench.send(on('given-up', 'given-up', { retry: { ...command('x').retry, maxElapsed: 1_000 } }));
    expect(await bench.end('given-up')).toMatchObject({ status: 'dead', reason: 'connection_broken', attempt: 1 });
  });

  it('waits for a connection that is not there yet, and for one that was deleted and comes back', async () => {
    await bench.send(on('missing', 'missing'));
    await eventually('the status', () => attention('missing'));
    expect(connector.of('missing')).toEqual([]);
    expect(attention('missing')).toMatchObject({ error: { code: 'connection_missing', class: 'config' }, revision: 0 });
    await bench.connection('missing');
    expect(await bench.end('missing')).toMatchObject({ status: 'succeeded' });

    await bench.bus.publish([{ topic: bench.topics.connections, key: 'acme|connection|missing', value: null }]);
    await bench.send(on('missing', 'deleted'));
    await eventually('the status', () => attention('missing'));
    await bench.connection('missing', { revision: 9 });
    expect(await bench.end('deleted')).toMatchObject({ status: 'succeeded' });
  });

  it('a test that succeeds lets the commands of a connection go on', async () => {
    await bench.connection('healed');
    connector.script('healed', revoked, { kind: 'succeeded', output: 1 });
    await bench.send(on('healed', 'healed'));
    await eventually('the status', () => attention('healed'));
    await bench.control(test('healed', 'try'));
    expect(await testOf('try')).toMatchObject({ kind: 'test', outcome: { ok: true, message: 'fine' } });
    expect(await bench.end('healed')).toMatchObject({ status: 'succeeded', attempt: 2 });
  });

  it('tells a person what is wrong with a connection, without its secrets', async () => {
    await bench.connection('tested', {}, TOKEN);
    connector.onTest = ({ connection }) =>
      Promise.reject(new Error(`refused ${connection.secrets['token']?.reveal()}`));
    await bench.control(test('tested', 'throws'), test('nowhere', 'nowhere'));
    expect(await testOf('throws')).toMatchObject({
      outcome: { ok: false, error: { message: 'refused [secret:tested.token]' } },
    });
    expect(await testOf('nowhere')).toMatchObject({ outcome: { ok: false, error: { code: 'connection_missing' } } });
    connector.onTest = () => ({ ok: true, message: 'fine' });
  });

  it('a connection can be tested a moment before its record comes', async () => {
    connector.onTest = () => ({ ok: true, message: 'fine' });
    await bench.control(test('fresh', 'fresh'));
    await bench.connection('fresh');
    expect(await testOf('fresh')).toMatchObject({ outcome: { ok: true } });
  });

  it('a secret that cannot be opened is a matter of its connection', async () => {
    await bench.connection('moved', { sealed: { token: 'e30.a.b.c.d' } });
    await bench.send(on('moved', 'moved'));
    await says('moved', 'secret_unreadable');
    const line = bench.logs.split('\n').find((one) => one.includes('a stored secret cannot be opened'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ level: 'error', tenant: 'acme', name: 'moved/token' });
    await bench.connection('moved', { revision: 2 });
    await bench.end('moved');
  });

  it('a connection that lacks a secret is not used, unless its settings do without', async () => {
    await bench.connection('lacking', { sealed: {} });
    await bench.send(on('lacking', 'lacking'));
    await says('lacking', 'secret_missing');
    await bench.connection('open', { sealed: {}, settings: { auth: 'none' } });
    await bench.send(on('open', 'open'));
    expect(await bench.end('open')).toMatchObject({ status: 'succeeded' });
  });

  it('joins loose secrets just before use, always the newest', async () => {
    const secrets = [{ pointer: '/token', landing: 'headers', parts: ['Bearer ', { secret: 'crm' }] }] as const;
    const loose = (name: string) => command(name, { params: { text: 'a', token: '' }, secrets });
    await bench.send(loose('loose'));
    await eventually('the status', () => bench.status.get(`${TYPE}|needs_attention|acme|secret|crm`));
    await bench.secret('crm', 'old-crm-token');
    await bench.end('loose');
    await bench.secret('crm', 'new-crm-token', 2);
    await bench.control(test('main', 'after secret'));
    await testOf('after secret');
    await bench.send(loose('newer'));
    await bench.end('newer');
    const tokens = connector.calls
      .filter(({ name }) => ['loose', 'newer'].includes(name))
      .map(({ call }) => call.params['token']);
    expect(tokens).toEqual(['Bearer old-crm-token', 'Bearer new-crm-token']);
  });

  it('checks a joined value where it lands', async () => {
    await bench.secret('broken-line', 'two\r\nlines');
    const secrets = [{ pointer: '/token', landing: 'headers', parts: [{ secret: 'broken-line' }] }] as const;
    await bench.send(command('crlf', { params: { text: 'a', token: '' }, secrets }));
    expect(await bench.end('crlf')).toMatchObject({ reason: 'rejected', error: { code: 'invalid_header' } });
    expect(connector.of('crlf')).toEqual([]);
  });

  it('no secret leaves in a result, an event, a status, the ledger or a log', async () => {
    await bench.connection('canary', {}, TOKEN);
    await bench.secret('canary', `${TOKEN}-loose`);
    const secrets = [{ pointer: '/token', landing: 'text', parts: [{ secret: 'canary' }] }] as const;
    const leak = {
      raw: TOKEN,
      base64: Buffer.from(`me:${TOKEN}`).toString('base64'),
      [TOKEN]: [encodeURIComponent(`${TOKEN}-loose`)],
    };
    connector.script(
      'canary',
      (call) => {
        call.log.warn(`sent ${TOKEN}`, { reason: TOKEN, url: `https://x/?t=${TOKEN}` });
        return retry({ error: { code: TOKEN, message: `echo ${TOKEN}`, class: 'retry' } });
      },
      () => Promise.reject(new Error(`threw ${TOKEN}`)),
      { kind: 'succeeded', output: leak, events: [{ type: 'transcription.created', data: leak }] },
    );
    await bench.send(on('canary', 'canary', { params: { text: 'a', token: '' }, secrets }));
    expect(await bench.end('canary')).toMatchObject({ output: { raw: '[secret:canary.token]' } });
    await eventually('the event', () => bench.events.length > 0);
    const { rows } = await bench.pool.query(
      'SELECT c::text AS row FROM commands c UNION ALL SELECT a::text FROM attempts a',
    );
    const everything = [
      JSON.stringify(bench.results),
      JSON.stringify([...bench.status]),
      bench.events.map(({ value }) => value?.toString()).join(),
      JSON.stringify(rows),
      bench.logs,
    ];
    const marks = [
      TOKEN,
      Buffer.from(TOKEN).toString('base64').slice(0, 20),
      Buffer.from(`me:${TOKEN}`).toString('base64'),
    ];
    for (const text of everything) for (const mark of marks) expect(text).not.toContain(mark);
    expect(bench.logs).toContain('sent [secret:canary.token]');
  });

  it('binds requests to the hosts that every credential allows, and a download only when it carries one', async () => {
    await bench.connection('bound', { allowedHosts: ['api.example', '*.crm.example'] }, TOKEN);
    await bench.secret('bound', 'loose-bound-token');
    const secrets = [{ pointer: '/token', landing: 'text', parts: [{ secret: 'bound' }] }] as const;
    requests.length = 0;
    connector.script('bound', async ({ http: client }) => {
      const sink = process.stdout;
      await client.request({ method: 'GET', url: 'https://elsewhere/' });
      await client.request({ method: 'GET', url: 'https://api.example/', allowedHosts: ['other.example'] });
      await client.download({ url: 'https://recordings.example/1', maxBytes: 1 }, sink);
      await client.download({ url: 'https://x/', headers: { authorization: `Bearer ${TOKEN}` }, maxBytes: 1 }, sink);
      return { kind: 'succeeded', output: 1 };
    });
    await bench.send(on('bound', 'bound', { params: { text: 'a', token: '' }, secrets }));
    await bench.end('bound');
    expect(requests.map(({ allowedHosts }) => allowedHosts)).toEqual([
      ['api.example'],
      [],
      undefined,
      ['api.example', '*.crm.example'],
    ]);
  });

  it('a rejected credential of no connection and no secret ends the command, since nobody could mend it', async () => {
    const { connection: _none, ...plain } = command('nobody');
    connector.script('nobody', revoked);
    await bench.send(plain);
    expect(await bench.end('nobody')).toMatchObject({ status: 'dead', reason: 'rejected' });
  });

  it('does not start while secrets are sealed to a key that it lacks', async () => {
    const other = await HostBench.open('postgres');
    try {
      const stranger = { HOOKSWITCH_KEY_RING: await generateKeyRing() };
      await expect(other.start(new ScriptedConnector(), {}, stranger)).rejects.toThrow(
        /lacks keys of stored secrets \(1 sealed to /,
      );
      await other.start(new ScriptedConnector());
    } finally {
      await other.close();
    }
  });

  it('logs name commands by their ids and never hold what they carry', () => {
    expect(bench.logs).toContain(uuid('canary'));
    expect(bench.logs).not.toContain('hello');
  });
});
