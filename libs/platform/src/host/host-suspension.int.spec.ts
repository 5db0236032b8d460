import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeMessage } from '@hookswitch/messaging';
import { eventually } from '@hookswitch/testing';
import { HostBench } from './host-bench.spec-helper.js';
import { ScriptedConnector, command, gate } from './scripted-connector.spec-helper.js';

describe('what a connector host does for a suspended tenant', () => {
  let bench: HostBench;
  const connector = new ScriptedConnector();
  let revision = 0;
  const tell = async (suspended: boolean) => {
    revision += 1;
    const record = { tenant: 'acme', revision, suspended, deriveCallEvents: true, eventTypes: [] };
    await bench.bus.publish([encodeMessage('tenant', bench.topics.tenants, 'acme', record)]);
  };
  /** Without a connection, so that it needs nothing of its tenant's. */
  const of = (tenant: string, name: string, change = {}) => {
    const { connection: _none, ...plain } = command(name, { tenant, ...change });
    return plain;
  };
  /** One poll that comes after everything that was sent before. */
  const round = async (name: string) => {
    await bench.send(of('globex', name));
    await bench.end(name);
  };
  const isHeld = (name: string) =>
    eventually(`${name} in the ledger`, async () => (await bench.row(name))['state'] === 'waiting');
  /** Until the host knows: topics have no common order, so a command may come before what was told earlier. */
  const suspend = async () => {
    await tell(true);
    await eventually('a command that is held', async () => {
      const probe = `probe-${randomUUID()}`;
      await bench.send(of('acme', probe));
      await eventually(`${probe} in the ledger`, async () => 'state' in (await bench.row(probe)));
      await round(`after-${probe}`);
      return (await bench.row(probe))['state'] === 'waiting';
    });
  };

  beforeAll(async () => {
    bench = await HostBench.open('postgres', { partitions: 1 });
    await tell(true);
    await bench.start(connector);
  });
  afterAll(() => bench.close());

  it('begins nothing, however late it was started itself, and goes on where it stood', async () => {
    await bench.send(of('acme', 'held'));
    await isHeld('held');
    await round('beside');
    expect(connector.of('held')).toEqual([]);
    await tell(false);
    expect(await bench.end('held')).toMatchObject({ status: 'succeeded', attempt: 1 });
  });

  it('lets what runs end, and holds what follows', async () => {
    const call = gate();
    connector.script('running', call.act);
    await bench.send(of('acme', 'running'));
    await eventually('the call', () => connector.of('running').length === 1);
    await suspend();
    await bench.send(of('acme', 'later'));
    await isHeld('later');
    call.open();
    expect(await bench.end('running')).toMatchObject({ status: 'succeeded' });
    await round('meanwhile');
    expect(connector.of('later')).toEqual([]);
    await tell(false);
    await bench.end('later');
  });

  it('ends what may not wait any longer', async () => {
    await suspend();
    const expiresAt = new Date(Date.now() + 400).toISOString();
    const impatient = { ...command('x').retry, maxElapsed: 400 };
    await bench.send(of('acme', 'expires', { expiresAt }), of('acme', 'gives-up', { retry: impatient }));
    expect(await bench.end('expires')).toMatchObject({ status: 'skipped', reason: 'expired' });
    expect(await bench.end('gives-up')).toMatchObject({ status: 'dead', reason: 'exhausted', attempt: 0 });
    expect([...connector.of('expires'), ...connector.of('gives-up')]).toEqual([]);
  });
});
