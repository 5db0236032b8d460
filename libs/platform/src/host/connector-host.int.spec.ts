import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import { HostBench, type BenchHost, type BusKind } from './host-bench.spec-helper.js';
import { ScriptedConnector, TYPE, command, failed, retry, unknown, uuid } from './scripted-connector.spec-helper.js';

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

  it('announces its manifest with the keys that secrets are sealed to', async () => {
    const offsets = await bench.bus.offsets(bench.topics.connectors);
    const pages = bench.bus.read(bench.topics.connectors, 0, 0, offsets[0]?.next ?? 0);
    for await (const [record] of pages) {
      expect(record?.key?.toString()).toBe(TYPE);
      const announced = JSON.parse(record?.value?.toString() ?? '') as { sealingKeys: Record<string, unknown>[] };
      expect(announced.sealingKeys).toHaveLength(1);
      expect(announced.sealingKeys[0]).not.toHaveProperty('d');
    }
    await eventually('readiness', () => host.context.health.readiness().ok);
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
    const firstAttempts = async () =>
      /first_attempt_delay_seconds_count\{connector="test"\} (?<n>\d+)/.exec(await host.context.metrics.render())
        ?.groups?.n;
    const before = Number(await firstAttempts());
    await bench.send(command('job'));
    expect(await bench.end('job')).toMatchObject({ status: 'succeeded', attempt: 1, output: 'text' });
    expect(Number(await firstAttempts())).toBe(before + 1);
    expect(connector.of('job')).toEqual(['perform 1', 'resume 1', 'resume 1', 'resume 1']);
    expect(polled).toEqual([{ op: 7 }, { op: 7, poll: 1 }, { op: 7, poll: 2 }]);
    expect(bench.of('job')).toEqual(['pending 1 pending', 'succeeded 1 succeeded']);
  });

  it('performs a job anew that has ended without a result', async () => {
    connector.script('job over', { kind: 'pending', state: { op: 8 }, afterMs: 10 }, retry({ jobOver: true }), {
      kind: 'succeeded',
      output: 'text',
    });
    await bench.send(command('job over'));
    expect(await bench.end('job over')).toMatchObject({ status: 'succeeded', attempt: 2 });
    expect(connector.of('job over')).toEqual(['perform 1', 'resume 1', 'perform 2']);
    expect(bench.of('job over')).toEqual(['pending 1 pending', 'waiting 1 retry', 'succeeded 2 succeeded']);
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

  it('counts what it did', async () => {
    const text = await host.context.metrics.render();
    expect(text).toMatch(/hookswitch_attempts_total\{connector="test",outcome="succeeded",error_type=""\} [1-9]/);
    expect(text).toMatch(/hookswitch_commands_ended_total\{connector="test",status="dead",reason="exhausted"\} [1-9]/);
    expect(text).toMatch(/hookswitch_event_first_attempt_delay_seconds_count\{connector="test"\} [1-9]/);
  });
});
