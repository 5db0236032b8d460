import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import { HostBench } from './host-bench.spec-helper.js';
import { ScriptedConnector, command, gate } from './scripted-connector.spec-helper.js';

const FLOOD = 3_000;
/** What a quiet tenant's first action may wait for the flood of another, beside the time to claim what is ahead of it. */
const BOUND_MS = 2_000;

describe('tenants that share one partition', () => {
  let bench: HostBench;
  beforeEach(async () => {
    bench = await HostBench.open('postgres', { partitions: 1 });
  });
  afterEach(() => bench.close());

  it('the flood of one, none of whose calls end, does not hold up the first action of another', async () => {
    const connector = new ScriptedConnector();
    await bench.start(connector, { perProcess: 4, readyLimit: 200 });
    const stuck = gate();
    const names = Array.from({ length: FLOOD }, (_, index) => `flood-${index}`);
    for (const name of names) connector.script(name, stuck.act);
    await bench.send(...names.map((name) => command(name, { connection: undefined as never, tenant: 'big' })));
    await eventually('the flood to have its places', () => connector.calls.length === 3);
    await bench.send(command('quiet', { tenant: 'small', connection: undefined as never }));
    const claimed = async () => (await bench.pool.query('SELECT FROM commands')).rowCount ?? 0;
    await eventually('all to be claimed', async () => (await claimed()) === FLOOD + 1, { timeoutMs: 30_000 });
    const from = performance.now();
    await bench.end('quiet');
    expect(performance.now() - from).toBeLessThan(BOUND_MS);
    expect(connector.calls.map(({ name }) => name).filter((name) => name !== 'quiet')).toHaveLength(3);
    stuck.open();
  });
});
