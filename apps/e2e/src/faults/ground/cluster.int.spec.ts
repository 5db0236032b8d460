import { afterAll, beforeAll, expect } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { createKafkaBus, type EventBus } from '@hookswitch/messaging';
import { eventually } from '@hookswitch/testing';
import { freePorts } from '../../harness/ports.js';
import { missingForCluster, startCluster, type Cluster } from './cluster.js';
import { itWith } from './where.spec-helper.js';
import { openLink, type OpenLink } from './link.js';

const LONGEST_MS = 60_000;
const missing = missingForCluster();
const when = itWith(missing);

interface Built {
  readonly cluster: Cluster;
  readonly link: OpenLink;
  readonly direct: EventBus;
  readonly byLink: EventBus;
}

let built: Built;

// Three of them are what E5 and E7 are about.
beforeAll(async () => {
  if (missing !== undefined) return;
  const [port = 0, door = 0] = await freePorts(2);
  const link = await openLink(door, port);
  const cluster = await startCluster({ brokers: 1, listeners: [{ name: 'LINK0', ports: [port], advertised: [door] }] });
  const direct = createKafkaBus({ brokers: [...cluster.brokers], clientId: 'direct' });
  built = { cluster, link, direct, byLink: createKafkaBus({ brokers: [`127.0.0.1:${door}`], clientId: 'by-link' }) };
  const topic = { name: 'kept', partitions: 1, cleanup: 'delete', timestamps: 'broker' } as const;
  await direct.ensureTopics([topic]);
}, LONGEST_MS);
afterAll(async () => {
  if (missing !== undefined) return;
  await Promise.all([built.direct.close(), built.byLink.close()]);
  await built.cluster.close();
  await built.link.close();
});

const put = (bus: EventBus, value: string): Promise<boolean> =>
  bus.publish([{ topic: 'kept', key: 'k', value }]).then(
    () => true,
    () => false,
  );

when(
  'comes back with what it acknowledged, at the same address, after a kill',
  async () => {
    const { cluster, direct } = built;
    const [node] = cluster.nodes;
    expect(await put(direct, 'one')).toBe(true);
    await node?.kill();
    expect(node?.isRunning).toBe(false);
    await node?.start();
    await eventually('the record', async () => (await direct.offsets('kept'))[0]?.next === 1);
  },
  2 * LONGEST_MS,
);

when(
  'sends those who come through a door back through it',
  async () => {
    const { link, byLink } = built;
    await eventually('the way', () => put(byLink, 'before'), { timeoutMs: LONGEST_MS });
    link.cut();
    const during = put(byLink, 'during');
    expect(await Promise.race([during, sleep(1_000, 'silence')])).toBe('silence');
    link.heal();
    await during;
    await eventually('the way back', () => put(byLink, 'after'), { timeoutMs: LONGEST_MS });
  },
  2 * LONGEST_MS,
);
