import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readDeadLetter } from '@hookswitch/messaging';
import { eventually } from '@hookswitch/testing';
import { HostBench, type BenchHost, type BusKind } from './host-bench.spec-helper.js';
import { ScriptedConnector, TYPE, command, gate, retry, uuid } from './scripted-connector.spec-helper.js';

const soon = (ms: number) => new Date(Date.now() + ms).toISOString();
const by = { by: 'eva', at: '2026-01-01T00:00:00.000Z' };

describe.each<BusKind>(['postgres', 'kafka'])('what people ask of a connector host, over %s', (kind) => {
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

  it('starts first attempts of a lane in order, each after the answer to the one before, and holds up no other lane', async () => {
    const slow = gate(retry({ afterMs: 1_000 }));
    connector.script('lane-1', slow.act, { kind: 'succeeded', output: null });
    const names = Array.from({ length: 8 }, (_, index) => `lane-${index + 1}`);
    await bench.send(...names.map((name) => command(name, { lane: 'one lane' })));
    await bench.send(command('another lane'));
    await bench.end('another lane');
    const called = () => connector.calls.filter(({ name }) => names.includes(name)).map(({ name }) => name);
    expect(called()).toEqual(['lane-1']);
    slow.open();
    await bench.end('lane-1');
    await bench.end('lane-8');
    expect(called()).toEqual([...names, 'lane-1']);
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
    const text = await host.context.metrics.render();
    expect(text).toMatch(/hookswitch_dead_letters_total\{connector="test",stage="decode",reason="not_json"\} 1/);
    expect(letters[2]).toMatchObject({
      service: 'connector-test',
      stage: 'decode',
      message: expect.stringContaining('/connector'),
    });
  });
});
