import { expect, it } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import type { Batch } from '../port.js';
import { collector, endOf, latch, numbered, values, type Workbench } from './workbench.contract.js';

export function consumingContract(bench: Workbench): void {
  it('delivers every partition in order, in batches no larger than asked for', async () => {
    const topic = await bench.topic({ partitions: 3 });
    for (const partition of [0, 1, 2]) await bench.fill(topic, numbered(50, `${partition}-`), partition);
    const sizes: number[] = [];
    const all = collector();
    await bench.consume({
      topics: [topic],
      maxRecords: 20,
      onBatch: (batch) => {
        sizes.push(batch.records.length);
        expect(batch.end).toBeGreaterThanOrEqual(endOf(batch));
        return all.onBatch(batch);
      },
    });
    await all.until(150);
    for (const partition of [0, 1, 2]) {
      const wanted = numbered(50, `${partition}-`);
      expect(all.seen.filter((value) => value?.startsWith(`${partition}-`))).toEqual(wanted);
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(20);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
  });

  it('goes on where the group has committed, with the metadata that was written there', async () => {
    const topic = await bench.topic();
    await bench.fill(topic, numbered(10));
    const first = collector();
    const { member, group } = await bench.consume({
      topics: [topic],
      maxRecords: 4,
      onBatch: async (batch) => {
        first.seen.push(...values(batch.records));
        if (endOf(batch) <= 8) await batch.commit(endOf(batch), `up to ${endOf(batch)}`);
      },
    });
    await first.until(10);
    await member.stop();
    expect(await bench.bus.committed(group, topic)).toEqual(new Map([[0, { offset: 8, metadata: 'up to 8' }]]));
    const second = collector();
    const assigned: unknown[] = [];
    await bench.consume({
      group,
      topics: [topic],
      onAssigned: (all) => void assigned.push(...all),
      onBatch: second.onBatch,
    });
    await second.until(2);
    expect(second.seen).toEqual(['r8', 'r9']);
    expect(assigned).toEqual([{ topic, partition: 0, committed: { offset: 8, metadata: 'up to 8' } }]);
    expect(await bench.bus.committed(group, topic)).toEqual(new Map([[0, { offset: 10, metadata: '' }]]));
    expect(await bench.bus.committed(bench.name(), topic)).toEqual(new Map());
  });

  it('starts a new group at the end when told to', async () => {
    const topic = await bench.topic();
    await bench.fill(topic, numbered(3, 'old'));
    const all = collector();
    const assigned = latch();
    await bench.consume({ topics: [topic], startAt: 'next', onAssigned: () => assigned.open(), onBatch: all.onBatch });
    await assigned.opened;
    let sent = 0;
    await eventually('a new record', async () => {
      await bench.fill(topic, [`new${sent++}`]);
      return all.seen.length > 0;
    });
    expect(all.seen.every((value) => value?.startsWith('new'))).toBe(true);
  });

  it('delivers again from the first uncommitted record after a rejection, skipping nothing, however often', async () => {
    const topic = await bench.topic();
    await bench.fill(topic, numbered(30));
    const delivered: (string | null)[][] = [];
    const errors: unknown[] = [];
    const done: (string | null)[] = [];
    const { group } = await bench.consume({
      topics: [topic],
      maxRecords: 10,
      onError: (error, at) => void errors.push([(error as Error).message, at]),
      onBatch: async (batch) => {
        delivered.push(values(batch.records));
        if (values(batch.records).includes('r15') && errors.length < 3) {
          // A part of it is done.
          await batch.commit(13);
          throw new Error('stumbled');
        }
        done.push(...values(batch.records));
        await batch.commit(endOf(batch));
      },
    });
    await eventually('the last record', () => done.includes('r29'));
    expect(delivered[1]?.[0]).toBe('r10');
    for (const again of delivered.slice(2, 5)) expect(again[0]).toBe('r13');
    expect(new Set(done)).toEqual(new Set([...numbered(10), ...numbered(30).slice(13)]));
    expect(errors).toEqual(Array(3).fill(['stumbled', { topic, partition: 0 }]));
    expect((await bench.bus.committed(group, topic)).get(0)?.offset).toBe(30);
  });

  it('delivers again what was never committed, also when earlier batches succeeded', async () => {
    const topic = await bench.topic();
    await bench.fill(topic, numbered(20));
    const starts: (string | null)[] = [];
    let failed = false;
    await bench.consume({
      topics: [topic],
      maxRecords: 5,
      onBatch: async (batch) => {
        starts.push(values(batch.records)[0] ?? null);
        if (endOf(batch) === 15 && !failed) {
          failed = true;
          throw new Error('once');
        }
        if (failed) await batch.commit(endOf(batch));
      },
    });
    await eventually('the last batch', () => starts.at(-1) === 'r15');
    expect(starts).toEqual(['r0', 'r5', 'r10', 'r0', 'r5', 'r10', 'r15']);
  });

  it('a partition that fails or is slow holds up no other', async () => {
    const topic = await bench.topic({ partitions: 3 });
    await Promise.all([0, 1, 2].map((partition) => bench.fill(topic, numbered(40, `${partition}-`), partition)));
    const slow = latch();
    const all = collector();
    await bench.consume({
      topics: [topic],
      maxRecords: 10,
      onBatch: async (batch) => {
        if (batch.partition === 0) throw new Error('always');
        if (batch.partition === 1) await slow.opened;
        await all.onBatch(batch);
      },
    });
    await all.until(40);
    expect(all.seen).toEqual(numbered(40, '2-'));
    slow.open();
    await all.until(80);
  });

  it('runs one batch of a partition at a time', async () => {
    const topic = await bench.topic();
    await bench.fill(topic, numbered(30));
    let running = 0;
    let most = 0;
    const all = collector();
    await bench.consume({
      topics: [topic],
      maxRecords: 3,
      onBatch: async (batch) => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        await all.onBatch(batch);
        running -= 1;
      },
    });
    await all.until(30);
    expect(most).toBe(1);
  });

  it('delivers nothing while it is paused, whole or for one partition', async () => {
    const topic = await bench.topic({ partitions: 2 });
    const all = collector();
    const { member } = await bench.consume({ topics: [topic], onBatch: all.onBatch });
    await bench.fill(topic, ['a'], 0);
    await all.until(1);
    member.pausePartition(topic, 0);
    await bench.fill(topic, ['b'], 0);
    await bench.fill(topic, ['c'], 1);
    await all.until(2);
    expect(all.seen).toEqual(['a', 'c']);
    member.pause();
    member.resumePartition(topic, 0);
    await bench.fill(topic, ['d'], 1);
    const witness = collector();
    await bench.consume({ topics: [topic], onBatch: witness.onBatch });
    await witness.until(4);
    expect(all.seen).toEqual(['a', 'c']);
    member.resume();
    await all.until(4);
    expect([...all.seen].sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('waits for running batches when it stops, and they can still commit', async () => {
    const topic = await bench.topic();
    await bench.fill(topic, numbered(10));
    const [started, finish] = [latch(), latch()];
    let committed = false;
    const { member, group } = await bench.consume({
      topics: [topic],
      maxRecords: 5,
      onBatch: async (batch) => {
        started.open();
        await finish.opened;
        await batch.commit(endOf(batch));
        committed = true;
      },
    });
    await started.opened;
    let stopped = false;
    const stopping = member.stop().then(() => (stopped = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(stopped).toBe(false);
    finish.open();
    await stopping;
    expect(committed).toBe(true);
    expect((await bench.bus.committed(group, topic)).get(0)?.offset).toBe(5);
  });

  it('stops at once while it waits after a failure', async () => {
    const topic = await bench.topic();
    await bench.fill(topic, ['bad']);
    let failures = 0;
    const { member } = await bench.consume({
      topics: [topic],
      onError: () => void (failures += 1),
      onBatch: () => Promise.reject(new Error('always')),
    });
    // By now it waits for 3.2 s.
    await eventually('the sixth failure', () => failures >= 6);
    const before = performance.now();
    await member.stop();
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it('takes commits in any order and keeps the furthest', async () => {
    const topic = await bench.topic();
    await bench.fill(topic, numbered(10));
    const batches: Batch[] = [];
    const { group } = await bench.consume({
      topics: [topic],
      onBatch: (batch) => Promise.resolve(void batches.push(batch)),
    });
    const batch = await eventually('a batch', () => batches[0]);
    await Promise.all([batch.commit(3, 'three'), batch.commit(7, 'seven'), batch.commit(5, 'five')]);
    expect((await bench.bus.committed(group, topic)).get(0)).toEqual({ offset: 7, metadata: 'seven' });
    await batch.commit(7, 'seven again');
    expect((await bench.bus.committed(group, topic)).get(0)).toEqual({ offset: 7, metadata: 'seven again' });
    await expect(batch.commit(8, 'x'.repeat(4_097))).rejects.toMatchObject({ code: 'invalid_record' });
    await expect(batch.commit(-1)).rejects.toMatchObject({ code: 'invalid_record' });
    await batch.commit(8, 'x'.repeat(4_096));
  });

  it('waits for what the owner does on assignment, and asks again when that fails', async () => {
    const topic = await bench.topic({ partitions: 2 });
    await bench.fill(topic, ['a'], 0);
    const story: string[] = [];
    const all = collector();
    await bench.consume({
      topics: [topic],
      onAssigned: async (partitions) => {
        story.push(`assigned ${partitions.length}`);
        await new Promise((resolve) => setImmediate(resolve));
        if (story.length === 1) throw new Error('not ready');
        story.push('ready');
      },
      onError: (error) => void story.push((error as Error).message),
      onBatch: (batch) => {
        story.push('batch');
        return all.onBatch(batch);
      },
    });
    await all.until(1);
    expect(story).toEqual(['assigned 2', 'not ready', 'assigned 2', 'ready', 'batch']);
  });
}
