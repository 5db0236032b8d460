import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import { HostBench } from './host-bench.spec-helper.js';
import {
  ReconcilingConnector,
  ScriptedConnector,
  TYPE,
  command,
  gate,
  retry,
  unknown,
} from './scripted-connector.spec-helper.js';

const many = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

describe('how a connector host keeps limits', () => {
  let bench: HostBench;
  beforeEach(async () => {
    bench = await HostBench.open('postgres', { partitions: 2 });
    for (const name of ['other', 'slow']) await bench.connection(name);
  });
  afterEach(() => bench.close());
  const on = (connection: string, name: string, change = {}) => command(name, { connection, ...change });

  it('a 429 pauses its key until the target wants more, uses no attempt, and leaves other keys alone', async () => {
    const connector = new ScriptedConnector();
    await bench.start(connector);
    connector.script(
      'limited',
      retry({
        throttled: true,
        afterMs: 1_500,
        error: { code: 'http_429', message: 'slow down', class: 'retry-after' },
      }),
      retry(),
    );
    await bench.send(on('slow', 'limited'));
    await eventually('the 429', () => bench.of('limited').length === 1);
    const from = performance.now();
    await bench.send(on('slow', 'behind'), on('other', 'beside'));
    await bench.end('beside');
    expect(connector.of('behind')).toEqual([]);
    await bench.end('behind');
    expect(performance.now() - from).toBeGreaterThan(1_000);
    expect(await bench.end('limited')).toMatchObject({ reason: 'exhausted', attempt: 4 });
  });

  it('keeps the rate of a key, that of its connection before that of the manifest', async () => {
    const connector = new ScriptedConnector({ rate: { perMinute: 6_000, burst: 100 } });
    await bench.connection('slow', { revision: 2, settings: { ratePerMinute: 300, rateBurst: 1 } });
    await bench.start(connector);
    const names = many(6, 'paced');
    await bench.send(...names.map((name) => on('slow', name)), ...many(20, 'quick').map((name) => on('other', name)));
    const started = (await Promise.all(names.map((name) => bench.end(name)))).map(({ startedAt }) =>
      Date.parse(startedAt ?? ''),
    );
    started.sort((left, right) => left - right);
    // Five gaps of 200 ms; the clock of one start may lag behind that of the next by the time a transaction takes.
    expect((started.at(-1) ?? 0) - (started[0] ?? 0)).toBeGreaterThanOrEqual(900);
    for (const name of many(20, 'quick')) await bench.end(name);
  });

  it('a slow target holds only as many places as one key may have', async () => {
    const connector = new ScriptedConnector();
    await bench.start(connector, { perKey: 3, perProcess: 5 });
    const stuck = gate();
    const names = many(10, 'stuck');
    for (const name of names) connector.script(name, stuck.act);
    await bench.send(...names.map((name) => on('slow', name)));
    await eventually('the key to be full', () => connector.calls.length === 3);
    await bench.send(...many(20, 'free').map((name) => on('other', name)));
    for (const name of many(20, 'free')) await bench.end(name);
    expect(connector.calls.filter(({ name }) => names.includes(name))).toHaveLength(3);
    stuck.open();
    for (const name of names) await bench.end(name);
  });

  it('opens the breaker of a target that keeps failing: its commands wait without attempts and it is shown', async () => {
    const connector = new ScriptedConnector();
    await bench.start(connector, { perKey: 1 });
    const patient = { maxAttempts: 1, initialInterval: 1, factor: 1, maxInterval: 1, maxElapsed: 3_600_000 };
    const names = many(15, 'down');
    for (const name of names) connector.script(name, retry());
    await bench.send(...names.map((name) => on('slow', name, { retry: patient, lane: 'one' })));
    const status = await eventually('the status', () => bench.status.get(`${TYPE}|breaker_open|acme|slow`));
    expect(status).toMatchObject({ kind: 'breaker_open', tenant: 'acme', key: 'slow' });
    await bench.send(on('other', 'fine'));
    await bench.end('fine');
    expect(connector.calls.filter(({ name }) => names.includes(name))).toHaveLength(10);
    expect(await bench.row('down-12')).toMatchObject({ state: 'waiting', attempt: 0 });
  });

  it('begins with a probe when the breaker was open before a restart, and clears the status when it succeeds', async () => {
    const connector = new ScriptedConnector();
    const host = await bench.start(connector, { perKey: 1 });
    const once = { maxAttempts: 1, initialInterval: 1, factor: 1, maxInterval: 1, maxElapsed: 3_600_000 };
    const names = many(10, 'down');
    for (const name of names) connector.script(name, retry());
    await bench.send(...names.map((name) => on('slow', name, { retry: once })));
    await eventually('the status', () => bench.status.get(`${TYPE}|breaker_open|acme|slow`));
    await host.close();
    await bench.start(connector, { perKey: 1 });
    await bench.send(on('slow', 'probe'));
    await bench.end('probe');
    await eventually('the status to clear', () => bench.status.get(`${TYPE}|breaker_open|acme|slow`) === undefined);
  });

  it('stops claiming a partition while too many of its rows could start, and goes on when they have', async () => {
    const connector = new ScriptedConnector();
    await bench.start(connector, { perProcess: 1, readyLimit: 20 });
    const first = gate();
    connector.script('busy-0', first.act);
    const names = many(1_200, 'busy');
    await bench.send(...names.map((name) => on('other', name)));
    await eventually('the first call', () => connector.calls.length === 1);
    const claimed = async () => (await bench.pool.query('SELECT FROM commands')).rowCount ?? 0;
    await eventually('a claim', async () => (await claimed()) > 0);
    await bench.control({
      kind: 'test',
      tenant: 'acme',
      connection: 'other',
      request: 'alive',
      at: '2026-01-01T00:00:00.000Z',
    });
    await eventually('control to be read all the same', () => bench.status.get(`${TYPE}|test|alive`));
    expect(await claimed()).toBeLessThan(names.length);
    first.open();
    await bench.end('busy-1199', 50_000);
    expect(await claimed()).toBe(names.length);
  });

  it('rows that a limit holds back do not stop claiming', async () => {
    const connector = new ScriptedConnector({ rate: { perMinute: 1, burst: 1 } });
    await bench.start(connector, { readyLimit: 20 });
    await bench.send(...many(1_200, 'held').map((name) => on('other', name)));
    await eventually(
      'everything to be claimed',
      async () => (await bench.pool.query('SELECT FROM commands')).rowCount === 1_200,
    );
  });

  it('asks a target what became of an unknown attempt before it decides', async () => {
    const connector = new ReconcilingConnector();
    await bench.start(connector);
    connector.script('arrived', unknown, { kind: 'succeeded', output: { found: true } });
    connector.script('lost', unknown, retry(), { kind: 'succeeded', output: 2 });
    connector.script('vague', unknown, () => undefined);
    const once = { delivery: 'at_most_once' } as const;
    await bench.send(command('arrived', once), command('lost', once), command('vague', once));
    expect(await bench.end('arrived')).toMatchObject({ status: 'succeeded', attempt: 1, output: { found: true } });
    expect(connector.of('arrived')).toEqual(['perform 1', 'reconcile 1']);
    await bench.end('lost');
    expect(connector.of('lost')).toEqual(['perform 1', 'reconcile 1', 'perform 2']);
    expect(bench.of('lost')).toEqual(['waiting 1 unknown', 'waiting 1 retry', 'succeeded 2 succeeded']);
    expect(await bench.end('vague')).toMatchObject({ status: 'dead', reason: 'unknown', attempt: 1 });
    expect(await bench.row('lost')).toMatchObject({ unknowns: 0 });
  });

  it('shares a busy process among tenants', async () => {
    const connector = new ScriptedConnector();
    const host = await bench.start(connector, { perProcess: 2, perKey: 2 });
    const busy = gate();
    for (const name of many(30, 'big')) connector.script(name, busy.act);
    await bench.send(...many(30, 'big').map((name) => on(name, name, { connection: undefined })));
    await eventually('the process to be full', () => connector.calls.length === 2);
    await bench.send(command('small', { tenant: 'small', connection: undefined as never }));
    await eventually('the claim', async () => (await bench.row('small'))['state'] === 'waiting');
    busy.open();
    await bench.end('small');
    const order = connector.calls.map(({ name }) => name);
    expect(order.indexOf('small')).toBeLessThan(8);
    await host.close();
  });
});
