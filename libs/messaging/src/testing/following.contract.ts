import { expect, it } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import { latch, numbered, values, type Workbench } from './workbench.contract.js';

export function followingContract(bench: Workbench): void {
  const follow = async (topic: string) => {
    const seen: (string | null)[] = [];
    const caughtUp = latch();
    let times = 0;
    const follower = bench.keep(
      await bench.bus.follow({
        topic,
        onRecords: (records) => void seen.push(...values(records)),
        onCaughtUp: () => {
          times += 1;
          caughtUp.open();
        },
      }),
    );
    return { seen, follower, caughtUp: caughtUp.opened, times: () => times };
  };

  it('reads one partition between two offsets, in pages', async () => {
    const topic = await bench.topic({ partitions: 2 });
    await bench.fill(topic, numbered(2_500), 1);
    const found: (string | null)[] = [];
    for await (const page of bench.bus.read(topic, 1, 1_000, 2_001)) {
      expect(page.length).toBeGreaterThan(0);
      found.push(...values(page));
    }
    expect(found).toEqual(numbered(2_500).slice(1_000, 2_001));
  });

  it('reads nothing where there is nothing', async () => {
    const topic = await bench.topic();
    await bench.fill(topic, ['only']);
    for (const [from, to] of [
      [1, 100],
      [5, 5],
      [50, 100],
    ] as const) {
      for await (const page of bench.bus.read(topic, 0, from, to)) expect(page).toEqual('never');
    }
  });

  it('knows how far each partition goes', async () => {
    const topic = await bench.topic({ partitions: 3 });
    await bench.fill(topic, numbered(4), 1);
    expect(await bench.bus.offsets(topic)).toEqual([
      { first: 0, next: 0 },
      { first: 0, next: 4 },
      { first: 0, next: 0 },
    ]);
  });

  it('follows a topic from its beginning and on, tombstones included, and says once when it has caught up', async () => {
    const topic = await bench.topic({ partitions: 2, cleanup: 'compact' });
    await bench.fill(topic, numbered(700, 'a'), 0);
    await bench.fill(topic, numbered(3, 'b'), 1);
    const { seen, caughtUp, times, follower } = await follow(topic);
    await caughtUp;
    expect([...seen].sort()).toEqual([...numbered(700, 'a'), ...numbered(3, 'b')].sort());
    expect(seen.filter((value) => value?.startsWith('a'))).toEqual(numbered(700, 'a'));
    await bench.bus.publish([{ topic, partition: 1, key: 'b0', value: null }]);
    await eventually('the tombstone', () => seen.at(-1) === null);
    expect(times()).toBe(1);
    expect(follower.status().joined).toBe(true);
    expect(Date.now() - follower.status().lastContact).toBeLessThan(10_000);
  });

  it('has caught up at once with an empty topic', async () => {
    const topic = await bench.topic({ partitions: 3 });
    const { seen, caughtUp } = await follow(topic);
    await caughtUp;
    expect(seen).toEqual([]);
    await bench.fill(topic, ['late'], 2);
    await eventually('what came later', () => seen.length === 1);
  });

  it('delivers the same records to every follower', async () => {
    const topic = await bench.topic();
    const followers = [await follow(topic), await follow(topic)];
    await bench.fill(topic, numbered(5));
    for (const { seen } of followers) await eventually('five records', () => seen.length === 5);
  });

  it('delivers again what its handler rejected, in order, and tells of the error', async () => {
    const topic = await bench.topic();
    await bench.fill(topic, numbered(5));
    const seen: (string | null)[] = [];
    const errors: unknown[] = [];
    const failure = new Error('not yet');
    bench.keep(
      await bench.bus.follow({
        topic,
        onRecords: (records) => {
          if (errors.length < 2) throw failure;
          seen.push(...values(records));
        },
        onError: (error) => void errors.push(error),
      }),
    );
    await eventually('all five', () => seen.length === 5);
    expect(seen).toEqual(numbered(5));
    expect(errors).toEqual([failure, failure]);
  });

  it('delivers nothing while it is paused, and nothing once it is stopped', async () => {
    const topic = await bench.topic();
    const { seen, follower, caughtUp } = await follow(topic);
    await caughtUp;
    follower.pause();
    await bench.fill(topic, ['held']);
    const other = await follow(topic);
    await eventually('the other follower has it', () => other.seen.length === 1);
    expect(seen).toEqual([]);
    follower.resume();
    await eventually('what was held', () => seen.length === 1);
    await follower.stop();
    await bench.fill(topic, ['after']);
    await eventually('the other follower has it', () => other.seen.length === 2);
    expect(seen).toEqual(['held']);
  });
}
