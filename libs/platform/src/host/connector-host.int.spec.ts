import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readDeadLetter } from '@hookswitch/messaging';
import { eventually } from '@hookswitch/testing';
import {
  command,
  failed,
  gate,
  HostBench,
  retry,
  ScriptedConnector,
  TYPE,
  unknown,
  uuid,
  type BenchHost,
  type BusKind,
} from './host.spec-helper.js';

const soon = (ms: number) => new Date(Date.now() + ms).toISOString();
const by = { by: 'eva', at: '2026-01-01T00:00:00.000Z' };

describe.each<BusKind>(['postgres', 'kafka'])('a connector host over %s', (kind) => {
  let bench: HostBench;
  let host: BenchHost;
  const connector = new ScriptedConnector();
  beforeAll(async () => {
    bench = await HostBench.open(kind);
    host = await bench.start(connector);
  });
  afterAll(() => bench.close());
  const cancel = (name: string) =>
    bench.control({ kind: 'cancel', tenant: 'acme', run: uuid(`run of ${name}`), ...by });

  it('announces its manifest with the keys that secrets are sealed to', async () => {
    const offsets = await bench.bus.offsets(bench.topics.connectors);
    const pages = bench.bus.read(bench.topics.connectors, 0, 0, offsets[0]?.next ?? 0);
    for await (const [record] of pages) {
      expect(record?.key?.toString()).toBe(TYPE);
      const announced = JSON.parse(record?.value?.toString() ?? '') as { sealingKeys: Record<string, unknown>[] };
      expect(announced.sealingKeys).toHaveLength(1);
      expect(announced.sealingKeys[0]).not.toHaveProperty('d');
    }
    expect(host.context.health.readiness()).toEqual({ ok: true, reasons: {} });
  });

  it('performs a command once and tells what came of it', async () => {
    const sent = command('plain');
    await bench.send(sent);
    const result = await bench.end('plain');
    expect(result).toMatchObject({
      command: sent.id,
      seq: 1,
      redrives: 0,
      status: 'succeeded',
      attempt: 1,
      outcome: 'succeeded',
      output: { done: 'plain' },
      continuation: 'sealed plain',
      run: sent.run,
      workflow: sent.workflow,
    });
    expect(connector.of('plain')).toEqual(['perform 1']);
    const { call } = connector.calls.find(({ name }) => name === 'plain') ?? {};
    expect(call?.idempotencyKey).toBe(sent.id);
    expect(call?.command).not.toHaveProperty('continuation');
    expect(call?.connection?.secrets['token']?.reveal()).toBe('token-of-main');
  });

  it('a command that comes again does nothing but tell its result again', async () => {
    await bench.send(command('again'), command('again'));
    await bench.end('again');
    const told = () => bench.results.filter(({ event }) => event.id === 'again');
    const before = told().length;
    await bench.send(command('again'));
    await eventually('the result again', () => told().length > before);
    expect(new Set(told().map((result) => JSON.stringify(result))).size).toBe(1);
    expect(connector.of('again')).toEqual(['perform 1']);
  });

  it('tries again until it succeeds', async () => {
    connector.script('twice', retry(), retry(), { kind: 'succeeded', output: 7 });
    await bench.send(command('twice'));
    await bench.end('twice');
    expect(bench.of('twice')).toEqual(['waiting 1 retry', 'waiting 2 retry', 'succeeded 3 succeeded']);
  });

  it('gives up when the attempts are used up', async () => {
    connector.script('hopeless', retry());
    await bench.send(command('hopeless'));
    expect(await bench.end('hopeless')).toMatchObject({
      status: 'dead',
      reason: 'exhausted',
      attempt: 3,
      error: { code: 'http_503' },
    });
    expect(connector.of('hopeless')).toHaveLength(3);
  });

  it('ends a permanent failure at once', async () => {
    connector.script('wrong', failed());
    await bench.send(command('wrong'));
    expect(await bench.end('wrong')).toMatchObject({
      status: 'dead',
      reason: 'rejected',
      attempt: 1,
      outcome: 'failed',
    });
  });

  it('retries an unknown outcome only where a repeat is allowed', async () => {
    connector.script('doubt', unknown, { kind: 'succeeded', output: 1 });
    connector.script('once', unknown);
    await bench.send(command('doubt'), command('once', { delivery: 'at_most_once' }));
    await bench.end('doubt');
    expect(bench.of('doubt')).toEqual(['waiting 1 unknown', 'succeeded 2 succeeded']);
    expect(await bench.end('once')).toMatchObject({
      status: 'dead',
      reason: 'unknown',
      attempt: 1,
      outcome: 'unknown',
    });
    expect(connector.of('once')).toEqual(['perform 1']);
  });

  it('takes an exception or a missing answer for an unknown outcome', async () => {
    connector.script('bug', () => Promise.reject(new Error('undefined is not a function')));
    connector.script('hang', () => new Promise(() => undefined));
    await bench.send(
      command('bug', { delivery: 'at_most_once' }),
      command('hang', { delivery: 'at_most_once', timeoutMs: 50 }),
    );
    expect(await bench.end('bug')).toMatchObject({ reason: 'unknown', error: { code: 'connector_error' } });
    expect(await bench.end('hang')).toMatchObject({ reason: 'unknown', error: { code: 'timeout' } });
  });

  it('aborts a call when its time is up', async () => {
    connector.script(
      'slow',
      ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(retry()))),
    );
    await bench.send(command('slow', { timeoutMs: 50, retry: { ...command('x').retry, maxAttempts: 1 } }));
    expect(await bench.end('slow')).toMatchObject({ reason: 'exhausted', outcome: 'retry' });
  });

  it('polls a long job without performing it again', async () => {
    const polled: unknown[] = [];
    connector.script('job', { kind: 'pending', state: { op: 7 }, afterMs: 10 }, (_, state) => {
      polled.push(state);
      return polled.length < 3
        ? { kind: 'pending', state: { op: 7, poll: polled.length }, afterMs: 10 }
        : { kind: 'succeeded', output: 'text' };
    });
    await bench.send(command('job'));
    expect(await bench.end('job')).toMatchObject({ status: 'succeeded', attempt: 1, output: 'text' });
    expect(connector.of('job')).toEqual(['perform 1', 'resume 1', 'resume 1', 'resume 1']);
    expect(polled).toEqual([{ op: 7 }, { op: 7, poll: 1 }, { op: 7, poll: 2 }]);
    expect(bench.of('job')).toEqual(['pending 1 pending', 'succeeded 1 succeeded']);
  });

  it('publishes what a connector says has happened', async () => {
    const events = [{ type: 'transcription.created', data: { text: 'hi' } }];
    connector.script('events', { kind: 'succeeded', output: {}, events });
    await bench.send(command('events', { hopcount: 2, event: { ...command('events').event, subject: 'call-1' } }));
    const { finishedAt } = await bench.end('events');
    const record = await eventually('the event', () =>
      bench.events.find(({ headers }) => headers['ce_id']?.toString() === `${uuid('events')}~0`),
    );
    const header = (name: string) => record.headers[name]?.toString();
    expect(JSON.parse(record.value?.toString() ?? '')).toEqual({ text: 'hi' });
    expect([header('ce_type'), header('ce_source'), header('ce_subject'), header('ce_tenantid'), header('ce_time'), header('ce_hopcount')]).toEqual([
      'transcription.created', '/hookswitch/connectors/test', 'call-1', 'acme', finishedAt, '3',
    ]); // prettier-ignore
  });

  it('lets an expired command be', async () => {
    await bench.send(command('late', { expiresAt: soon(-1_000) }));
    expect(await bench.end('late')).toMatchObject({
      status: 'skipped',
      reason: 'expired',
      attempt: 0,
      continuation: 'sealed late',
    });
    expect(connector.of('late')).toEqual([]);
  });

  it('ends a command that expires between attempts, at its expiry rather than at its next attempt', async () => {
    connector.script('expires', retry({ afterMs: 60_000 }));
    await bench.send(command('expires', { expiresAt: soon(1_500) }));
    expect(await bench.end('expires')).toMatchObject({ status: 'skipped', reason: 'expired', attempt: 1 });
  });

  it('keeps a delayed command until its time', async () => {
    const notBefore = soon(1_500);
    await bench.send(command('delayed', { notBefore }));
    const result = await bench.end('delayed');
    expect(Date.parse(result.startedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(notBefore));
  });

  it('starts first attempts of a lane in order, and a slow head holds nobody up', async () => {
    const slow = gate();
    connector.script('lane-1', slow.act);
    const names = Array.from({ length: 8 }, (_, index) => `lane-${index + 1}`);
    await bench.send(...names.map((name) => command(name, { lane: 'one lane' })));
    await bench.end('lane-8');
    expect(connector.calls.filter(({ name }) => names.includes(name)).map(({ name }) => name)).toEqual(names);
    expect(bench.of('lane-1')).toEqual([]);
    slow.open();
    await bench.end('lane-1');
  });

  it('cancels what has not started, and lets what runs finish', async () => {
    const running = gate();
    const job = gate();
    connector.script('c-running', running.act);
    connector.script('c-retried', retry({ afterMs: 60_000 }));
    connector.script('c-job', { kind: 'pending', state: 1, afterMs: 10 }, job.act);
    await bench.send(
      ...['c-running', 'c-retried', 'c-job'].map((name) => command(name)),
      command('c-delayed', { notBefore: soon(60_000) }),
    );
    await eventually('the delayed one', async () => (await bench.row('c-delayed'))['state'] === 'waiting');
    await eventually('the retried one', () => bench.of('c-retried').length === 1);
    await eventually('the job', () => connector.of('c-job').length === 2);
    for (const name of ['c-running', 'c-retried', 'c-job', 'c-delayed']) await cancel(name);
    expect(await bench.end('c-delayed')).toMatchObject({ status: 'cancelled', attempt: 0 });
    expect(await bench.end('c-retried')).toMatchObject({ status: 'cancelled', attempt: 1 });
    running.open();
    job.open();
    expect(await bench.end('c-running')).toMatchObject({ status: 'succeeded' });
    expect(await bench.end('c-job')).toMatchObject({ status: 'succeeded' });
  });

  it('a running attempt of a cancelled run is not tried again', async () => {
    const running = gate(retry());
    connector.script('c-last', running.act);
    await bench.send(command('c-last'));
    await eventually('the call', () => connector.of('c-last').length === 1);
    await cancel('c-last');
    await eventually(
      'the cancel',
      async () =>
        (await bench.pool.query('SELECT FROM cancelled_runs WHERE run = $1', [uuid('run of c-last')])).rowCount === 1,
    );
    running.open();
    expect(await bench.end('c-last')).toMatchObject({ status: 'cancelled', attempt: 1, outcome: 'retry' });
    await bench.send(command('c-later', { run: uuid('run of c-last') }));
    expect(await bench.end('c-later')).toMatchObject({ status: 'cancelled', attempt: 0 });
  });

  it('redriving twice what a person saw once gives one budget', async () => {
    connector.script('redriven', retry());
    await bench.send(command('redriven'));
    await bench.end('redriven');
    const message = { kind: 'redrive', tenant: 'acme', command: uuid('redriven'), redrives: 0, ...by } as const;
    await bench.control(message, message);
    await bench.control(message);
    await eventually(
      'the second end',
      () => bench.of('redriven').filter((line) => line.startsWith('dead')).length === 2,
    );
    await bench.control(message);
    await bench.control({
      kind: 'test',
      tenant: 'acme',
      connection: 'main',
      request: `after redrive ${kind}`,
      at: by.at,
    });
    await eventually('the control topic to be read', () => bench.status.get(`${TYPE}|test|after redrive ${kind}`));
    expect(connector.of('redriven')).toEqual([
      'perform 1',
      'perform 2',
      'perform 3',
      'perform 4',
      'perform 5',
      'perform 6',
    ]);
    expect(bench.results.filter(({ event }) => event.id === 'redriven').at(-1)).toMatchObject({
      attempt: 6,
      redrives: 1,
    });
  });

  it('ends a command that could not be rendered, redriven or not', async () => {
    const refused = { code: 'invalid_value', message: 'not a number', class: 'permanent' } as const;
    await bench.send(command('unrendered', { refused }));
    expect(await bench.end('unrendered')).toMatchObject({
      status: 'dead',
      reason: 'rejected',
      attempt: 0,
      error: refused,
    });
    await bench.control({ kind: 'redrive', tenant: 'acme', command: uuid('unrendered'), redrives: 0, ...by });
    await eventually(
      'the second end',
      () => bench.of('unrendered').filter((line) => line.startsWith('dead')).length === 2,
    );
    expect(connector.of('unrendered')).toEqual([]);
  });

  it('refuses parameters that the manifest does not allow', async () => {
    await bench.send(
      command('params', { params: { text: 1 } }),
      command('more', { params: { text: 'a', extra: true } }),
    );
    expect(await bench.end('params')).toMatchObject({
      reason: 'rejected',
      error: { code: 'invalid_params', message: 'params/text must be string' },
    });
    expect(await bench.end('more')).toMatchObject({ error: { code: 'invalid_params' } });
    expect(connector.of('params')).toEqual([]);
  });

  it('caps an output and says so', async () => {
    connector.script('big', { kind: 'succeeded', output: { status: 200, body: 'x'.repeat(100_000) } });
    await bench.send(command('big'));
    const { output } = await bench.end('big');
    expect(output).toMatchObject({ status: 200, truncated: true });
    expect(JSON.stringify(output).length).toBeLessThanOrEqual(64 * 1024);
  });

  it('puts what it cannot read aside with its bytes and goes on', async () => {
    const topic = bench.topics.commands(TYPE);
    const other = command('elsewhere', { connector: 'http' });
    const odd = command('odd', { run: 'no-uuid' });
    const key = 'acme|main';
    await bench.bus.publish([
      { topic, key, value: '{"broken' },
      { topic, key, value: null },
      { topic, key, value: JSON.stringify(other) },
      { topic, key, value: JSON.stringify(odd) },
    ]);
    await bench.send(command('after-poison'));
    await bench.end('after-poison');
    const letters = await eventually('the dead letters', () => {
      const found = bench.deadLetters.map(readDeadLetter).filter((letter) => letter.topic === topic);
      return found.length >= 4 && found;
    });
    expect(letters.map(({ reason }) => reason)).toEqual(['not_json', 'empty', 'wrong_connector', 'invalid_message']);
    expect(letters[0]?.value?.toString()).toBe('{"broken');
    expect(letters[2]).toMatchObject({
      service: 'connector-test',
      stage: 'decode',
      message: expect.stringContaining('/connector'),
    });
  });

  it('counts what it did', async () => {
    const text = await host.context.metrics.render();
    expect(text).toMatch(/hookswitch_attempts_total\{connector="test",outcome="succeeded",error_type=""\} [1-9]/);
    expect(text).toMatch(/hookswitch_commands_ended_total\{connector="test",status="dead",reason="exhausted"\} [1-9]/);
    expect(text).toMatch(/hookswitch_event_first_attempt_delay_seconds_count\{connector="test"\} [1-9]/);
    expect(text).toMatch(/hookswitch_dead_letters_total\{stage="connector-test",reason="not_json"\} 1/);
  });
});
