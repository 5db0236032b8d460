import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { partitionOf } from '@hookswitch/messaging';
import { eventually } from '@hookswitch/testing';
import { HostBench, type BusKind } from './host-bench.spec-helper.js';
import { ScriptedConnector, command, gate, retry, uuid } from './scripted-connector.spec-helper.js';

const PARTITIONS = 4;

describe.each<BusKind>(['postgres', 'kafka'])('a connector host that fails, over %s', (kind) => {
  let bench: HostBench;
  beforeEach(async () => {
    bench = await HostBench.open(kind, { partitions: PARTITIONS });
  });
  afterEach(() => bench.close());
  const expireLeases = () =>
    bench.pool.query("UPDATE commands SET lease_until = now() - interval '1 s' WHERE state = 'running'");
  const startedOn = (connector: ScriptedConnector, name: string) =>
    eventually(`the call of ${name}`, () => connector.of(name).length > 0);
  /** One command for each partition. */
  const spread = () => {
    const found = new Map<number, string>();
    for (let index = 0; found.size < PARTITIONS; index += 1) {
      const partition = partitionOf(Buffer.from(`acme|c${index}`), PARTITIONS);
      if (!found.has(partition)) found.set(partition, `c${index}`);
    }
    return [...found.values()];
  };

  it('an attempt whose process died is unknown: retried with the same id where allowed, else left to a person', async () => {
    const first = new ScriptedConnector();
    const dying = await bench.start(first);
    const never = gate();
    first.script('again', never.act);
    first.script('once', never.act);
    await bench.send(command('again'), command('once', { delivery: 'at_most_once' }));
    await startedOn(first, 'again');
    await startedOn(first, 'once');
    await dying.kill();
    await expireLeases();

    const second = new ScriptedConnector();
    await bench.start(second);
    expect(await bench.end('again')).toMatchObject({ status: 'succeeded', attempt: 2 });
    expect(await bench.end('once')).toMatchObject({
      status: 'dead',
      reason: 'unknown',
      attempt: 1,
      error: { code: 'process_lost' },
    });
    expect(bench.of('again')).toEqual(['waiting 1 unknown', 'succeeded 2 succeeded']);
    expect(second.of('again')).toEqual(['perform 2']);
    expect(second.of('once')).toEqual([]);
    expect(second.calls[0]?.call.idempotencyKey).toBe(uuid('again'));
  });

  it('an end whose events were not published yet is told by the next process, as the same event, after its result', async () => {
    const dying = await bench.start(new ScriptedConnector());
    dying.fragile.without = 'unpublished';
    await bench.send(command('told', { publishes: ['workflow.action_succeeded'], hopcount: 2 }));
    await eventually('the end', async () => (await bench.row('told'))['state'] === 'succeeded');
    await dying.kill();
    const id = `${uuid('told')}~succeeded~0`;
    const told = () => bench.events.filter(({ headers }) => headers['ce_id']?.toString() === id);
    expect([bench.results, told()]).toEqual([[], []]);

    await bench.start(new ScriptedConnector());
    await eventually('the event', () => told().length === 1);
    expect(told()[0]?.headers['ce_hopcount']?.toString()).toBe('3');
    expect(await bench.end('told')).toMatchObject({ status: 'succeeded' });
    await bench.send(command('told', { publishes: ['workflow.action_succeeded'], hopcount: 2 }));
    await eventually('the same event again', () => told().length === 2);
    expect(told()[1]?.value).toEqual(told()[0]?.value);
  });

  it('a long job outlives its process and is never performed twice', async () => {
    const first = new ScriptedConnector();
    const dying = await bench.start(first);
    const polling = gate();
    first.script('job', { kind: 'pending', state: { op: 7 }, afterMs: 10 }, polling.act);
    await bench.send(command('job'));
    await eventually('a poll', () => first.of('job').length === 2);
    await dying.kill();
    await expireLeases();
    const second = new ScriptedConnector();
    const states: unknown[] = [];
    second.script('job', (_, state) => {
      states.push(state);
      return { kind: 'succeeded', output: 'text' };
    });
    await bench.start(second);
    expect(await bench.end('job')).toMatchObject({ status: 'succeeded', attempt: 1 });
    expect(second.of('job')).toEqual(['resume 1']);
    expect(states).toEqual([{ op: 7 }]);
  });

  it('a late outcome of a process that lost its lease is fenced, kept as evidence and published', async () => {
    const connectors = [new ScriptedConnector(), new ScriptedConnector()] as const;
    const [zombies, heirs] = connectors;
    const late = gate({ kind: 'succeeded', output: 'late' });
    const names = spread();
    for (const name of names) zombies.script(name, late.act);
    for (const name of names) await bench.connection(name);
    const zombie = await bench.start(zombies);
    await bench.send(...names.map((name) => command(name, { connection: name, delivery: 'at_most_once' })));
    for (const name of names) await startedOn(zombies, name);
    await bench.start(heirs);
    await expireLeases();
    const lost = await eventually('a lost attempt', () => bench.results.find(({ reason }) => reason === 'unknown'), {
      timeoutMs: 40_000,
    });
    const name = lost.event.id;
    late.open();
    await eventually('the evidence', () => bench.of(name).length === 2);
    expect(bench.of(name)).toEqual(['dead unknown 1 unknown', 'late 1 succeeded']);
    expect(await bench.row(name)).toMatchObject({ state: 'dead', reason: 'unknown', attempt: 1 });
    const evidence = bench.results.find(({ event, status }) => event.id === name && status === undefined);
    expect(evidence).toMatchObject({ attempt: 1, outcome: 'succeeded', output: 'late' });
    expect(evidence?.continuation).toBeUndefined();
    expect(heirs.of(name)).toEqual([]);
    expect(await zombie.context.metrics.render()).toMatch(/hookswitch_attempts_fenced_total\{connector="test"\} [1-9]/);
    for (const other of names.filter((each) => each !== name)) await bench.end(other);
  });

  it('two hosts share the work, and nothing is performed twice', async () => {
    const connectors = [new ScriptedConnector(), new ScriptedConnector()] as const;
    const names = Array.from({ length: 60 }, (_, index) => `w${index}`);
    const hosts = spread();
    for (const name of hosts) await bench.connection(name);
    const commands = names.map((name, index) => command(name, { connection: hosts[index % PARTITIONS] ?? '' }));
    const first = await bench.start(connectors[0]);
    await bench.send(...commands.slice(0, 30));
    await bench.start(connectors[1]);
    await bench.send(...commands.slice(30), ...commands.slice(0, 30));
    for (const name of names) expect(await bench.end(name, 40_000)).toMatchObject({ status: 'succeeded', attempt: 1 });
    await first.close();
    await bench.send(command('after', { connection: hosts[0] ?? '' }));
    await bench.end('after', 40_000);
    const performed = connectors.flatMap(({ calls }) => calls.map(({ name }) => name));
    expect(performed.sort()).toEqual([...names, 'after'].sort());
    expect(connectors[1].of('after')).toEqual(['perform 1']);
  });

  it('work that runs when its partition moves finishes where it began; what it leaves over goes on elsewhere', async () => {
    const connectors = [new ScriptedConnector(), new ScriptedConnector()] as const;
    const [before, after] = connectors;
    const running = gate(retry());
    const names = spread();
    for (const name of names) await bench.connection(name);
    for (const name of names) before.script(name, running.act, retry());
    await bench.start(before);
    await bench.send(...names.map((name) => command(name, { connection: name })));
    for (const name of names) await startedOn(before, name);
    await bench.start(after);
    await eventually('the second host to have partitions', moved, { timeoutMs: 40_000 });
    running.open();
    for (const name of names) await bench.end(name, 40_000);
    const taken = names.filter((name) => after.of(name).length > 0);
    expect(taken.length).toBeGreaterThan(0);
    for (const name of taken) expect(bench.of(name).slice(0, 2)).toEqual(['waiting 1 retry', 'succeeded 2 succeeded']);

    /** A probe command of its own goes to whoever owns its partition now. */
    async function moved(): Promise<boolean> {
      const probes = names.map((name) => command(`probe ${name} ${Math.random()}`, { connection: name }));
      await bench.send(...probes);
      for (const probe of probes) await bench.end(probe.event.id, 40_000);
      return after.calls.length > 0;
    }
  });

  it('loses nothing and uses no attempt while its ledger is away', async () => {
    const connector = new ScriptedConnector();
    const host = await bench.start(connector);
    const running = gate();
    connector.script('running', running.act);
    await bench.send(command('running', { delivery: 'at_most_once' }));
    await startedOn(connector, 'running');
    host.fragile.isCut = true;
    await bench.send(command('unclaimed'));
    running.open();
    await expireLeases();
    await eventually('the trouble to be noticed', () => bench.logs.includes('an outcome cannot be written yet'));
    expect(bench.of('running')).toEqual([]);
    host.fragile.isCut = false;
    expect(await bench.end('running')).toMatchObject({ status: 'succeeded', attempt: 1 });
    expect(await bench.end('unclaimed')).toMatchObject({ status: 'succeeded', attempt: 1 });
    expect(bench.deadLetters).toEqual([]);
  });

  it('uses no attempt when the answer to a start is lost, also when that takes longer than the lease', async () => {
    const connector = new ScriptedConnector();
    const host = await bench.start(connector);
    host.fragile.unheard = 'start';
    host.fragile.without = 'giveBack';
    await bench.send(command('lost', { delivery: 'at_most_once', retry: { ...command('x').retry, maxAttempts: 1 } }));
    await eventually('the start', async () => (await bench.row('lost'))['state'] === 'running');
    await expireLeases();
    await eventually('the trouble', () => bench.logs.split('starting due commands failed').length > 2);
    expect(await bench.row('lost')).toMatchObject({ state: 'running', attempt: 1 });
    host.fragile.unheard = undefined;
    host.fragile.without = undefined;
    expect(await bench.end('lost')).toMatchObject({ status: 'succeeded', attempt: 1, seq: 1 });
    expect(connector.of('lost')).toEqual(['perform 1']);
  });

  it('finishes what runs before it stops, publishes it and leaves the rest for later', async () => {
    const connector = new ScriptedConnector();
    const host = await bench.start(connector, { perProcess: 1 });
    const running = gate();
    connector.script('running', running.act);
    await bench.send(command('running'), command('later'));
    await startedOn(connector, 'running');
    await eventually('the claim', async () => (await bench.row('later'))['state'] === 'waiting');
    const closing = host.close();
    await eventually('it to be not ready', () => !host.context.health.readiness().ok);
    running.open();
    await closing;
    await bench.end('running');
    expect(await bench.row('later')).toMatchObject({ state: 'waiting', attempt: 0 });
    expect(connector.of('later')).toEqual([]);
    expect((await bench.pool.query('SELECT FROM outbox')).rowCount).toBe(0);
    await bench.start(connector);
    await bench.end('later');
  });

  it('gives back what it starts at the moment at which it stops', async () => {
    const connector = new ScriptedConnector();
    const host = await bench.start(connector);
    await bench.send(command('late', { notBefore: new Date(Date.now() + 1_500).toISOString() }));
    await eventually('the claim', async () => (await bench.row('late'))['state'] === 'waiting');
    const lock = await bench.pool.connect();
    await lock.query("SELECT pg_advisory_lock(hashtext('hookswitch-ledger'), hashtext(current_schema()))");
    const isAsked =
      "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND classid = hashtext('hookswitch-ledger')::oid";
    await eventually('the start', async () => (await lock.query(isAsked)).rowCount === 1);
    const closing = host.close();
    await eventually('it to be not ready', () => !host.context.health.readiness().ok);
    lock.release(true);
    await closing;
    expect(await bench.row('late')).toMatchObject({ state: 'waiting', attempt: 0, grip: 1, owner: null });
    expect(connector.calls).toEqual([]);
  });

  it('aborts what does not finish in time and says so', async () => {
    const connector = new ScriptedConnector();
    const host = await bench.start(connector, {}, { HOOKSWITCH_DRAIN_SECONDS: '2' });
    connector.script(
      'long',
      ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(retry()))),
    );
    await bench.send(command('long'));
    await startedOn(connector, 'long');
    await host.close();
    await eventually('the result', () => bench.of('long').length === 1);
    expect(bench.of('long')).toEqual(['waiting 1 retry']);
  });
});
