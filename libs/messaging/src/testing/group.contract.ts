import { expect, it } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import type { Batch } from '../port.js';
import { collector, endOf, latch, numbered, values, type Workbench } from './workbench.contract.js';

export function groupContract(bench: Workbench): void {
  it('shares the partitions of several topics between its members, each record read by one', async () => {
    const topics = [await bench.topic({ partitions: 4 }), await bench.topic({ partitions: 2 })];
    const group = bench.name();
    const members = [collector(), collector()];
    const owned = members.map(() => new Set<string>());
    for (const [at, { onBatch }] of members.entries()) {
      await bench.consume({
        group,
        topics,
        onBatch,
        onAssigned: (all) => all.forEach(({ topic, partition }) => owned[at]?.add(`${topic}/${partition}`)),
        onRevoked: (all) => all.forEach(({ topic, partition }) => owned[at]?.delete(`${topic}/${partition}`)),
      });
    }
    await eventually('both have three partitions', () => owned.every(({ size }) => size === 3));
    expect(new Set(owned.flatMap((each) => [...each])).size).toBe(6);
    for (const [at, topic] of topics.entries()) {
      const partitions = at === 0 ? [0, 1, 2, 3] : [0, 1];
      for (const partition of partitions) await bench.fill(topic, numbered(10, `${at}/${partition}/`), partition);
    }
    await eventually('all records', () => members.reduce((sum, { seen }) => sum + seen.length, 0) >= 60);
    expect(new Set(members.flatMap(({ seen }) => seen)).size).toBe(60);
    for (const { seen } of members) expect(seen).toHaveLength(30);
  });

  it('takes partitions away: batches become stale, their commits are fenced, the new owner begins at what is committed', async () => {
    const topic = await bench.topic({ partitions: 2 });
    for (const partition of [0, 1]) await bench.fill(topic, numbered(10, `${partition}-`), partition);
    const group = bench.name();
    const held: Batch[] = [];
    const finish = latch();
    const story: string[] = [];
    await bench.consume({
      group,
      topics: [topic],
      maxRecords: 5,
      onRevoked: (all) => void story.push(`revoked ${all.length}`),
      onBatch: async (batch) => {
        if (endOf(batch) === 5) return batch.commit(5, 'five');
        if (!held.some(({ partition }) => partition === batch.partition)) held.push(batch);
        await finish.opened;
      },
    });
    await eventually('both partitions are worked on', () => held.length === 2);
    expect(held.map((batch) => batch.isStale())).toEqual([false, false]);

    const assigned: unknown[] = [];
    const other = collector();
    await bench.consume({
      group,
      topics: [topic],
      onAssigned: (all) => void assigned.push(...all),
      onBatch: other.onBatch,
    });
    await other.until(5);
    const [moved] = assigned as { partition: number }[];
    expect(assigned).toEqual([{ topic, partition: moved?.partition, committed: { offset: 5, metadata: 'five' } }]);
    expect(other.seen).toEqual(numbered(10, `${moved?.partition}-`).slice(5));
    expect(story.length).toBeGreaterThan(0);
    const stale = held.find(({ partition }) => partition === moved?.partition);
    expect(stale?.isStale()).toBe(true);
    await expect(stale?.commit(10)).rejects.toMatchObject({ name: 'MessagingError', code: 'fenced' });
    expect((await bench.bus.committed(group, topic)).get(moved?.partition ?? -1)?.offset).toBe(10);
    finish.open();
  });

  it('hands the partitions of a member that leaves to the others, at what it had committed', async () => {
    const topic = await bench.topic({ partitions: 4 });
    const group = bench.name();
    const owned = new Set<number>();
    const staying = collector();
    await bench.consume({
      group,
      topics: [topic],
      onBatch: staying.onBatch,
      onAssigned: (all) => all.forEach(({ partition }) => owned.add(partition)),
      onRevoked: (all) => all.forEach(({ partition }) => owned.delete(partition)),
    });
    const leaving = collector();
    const { member } = await bench.consume({ group, topics: [topic], onBatch: leaving.onBatch });
    await eventually('two each', () => owned.size === 2);
    for (const partition of [0, 1, 2, 3]) await bench.fill(topic, numbered(5, `${partition}-`), partition);
    await eventually('all read', () => staying.seen.length + leaving.seen.length === 20);
    await member.stop();
    await eventually('all four', () => owned.size === 4);
    for (const partition of [0, 1, 2, 3]) await bench.fill(topic, [`${partition}-late`], partition);
    await eventually('the late ones', () => staying.seen.filter((value) => value?.endsWith('late')).length === 4);
    const all = [...staying.seen, ...leaving.seen];
    expect(all).toHaveLength(24);
    expect(new Set(all).size).toBe(24);
  });

  it('never runs two batches of one partition in a member, whatever rebalances come between', async () => {
    const topic = await bench.topic();
    await bench.fill(topic, numbered(10));
    const group = bench.name();
    const [started, finish] = [latch(), latch()];
    const running: string[] = [];
    let most = 0;
    const seen: (string | null)[] = [];
    const consume = () =>
      bench.consume({
        group,
        topics: [topic],
        onBatch: async (batch) => {
          running.push('x');
          most = Math.max(most, running.length);
          started.open();
          await finish.opened;
          running.pop();
          await batch.commit(endOf(batch));
          seen.push(...values(batch.records));
        },
      });
    await consume();
    await started.opened;
    // The only partition stays with the first member or comes back to it, while its batch still runs.
    const idle = await bench.consume({ group, topics: [await bench.topic()], onBatch: () => Promise.resolve() });
    await idle.member.stop();
    finish.open();
    await eventually('all records', () => new Set(seen).size === 10);
    expect(most).toBe(1);
  });

  it('lets two groups read the same topic independently', async () => {
    const topic = await bench.topic();
    const groups = [collector(), collector()];
    for (const { onBatch } of groups) await bench.consume({ topics: [topic], onBatch });
    await bench.fill(topic, numbered(5));
    for (const group of groups) {
      await group.until(5);
      expect(group.seen).toEqual(numbered(5));
    }
  });

  it('says that it has joined, and when the bus last answered', async () => {
    const topic = await bench.topic();
    const all = collector();
    const { member } = await bench.consume({ topics: [topic], onBatch: all.onBatch });
    await eventually('it has joined', () => member.status().joined);
    await eventually('an answer', () => Date.now() - member.status().lastContact < 10_000);
  });
}
