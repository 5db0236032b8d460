import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeEach, expect, it } from '@jest/globals';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { AssignedPartition } from './assigned-partition.js';

let seeks: number[];
let pauses: number;
let partition: AssignedPartition;
beforeEach(() => {
  seeks = [];
  pauses = 0;
  const consumer = {
    seek: ({ offset }: { offset: string }) => seeks.push(Number(offset)),
    pause: () => (pauses += 1),
    resume: () => (pauses -= 1),
  };
  partition = new AssignedPartition(consumer as unknown as Consumer, 'events', 0);
});

/** What kafkajs hands over for records `from` to `to`, asked for at `from`. */
const fetched = (from: number, to: number, headers: Record<string, Buffer> = {}): EachBatchPayload => {
  const messages = Array.from({ length: to - from + 1 }, (_, index) => ({
    ...{ offset: String(from + index), key: null, value: Buffer.from('x'), headers, timestamp: '0' },
  }));
  const batch = { messages, fetchedOffset: String(from), highWatermark: String(to + 1), lastOffset: () => String(to) };
  return { batch, isStale: () => false, resolveOffset: () => undefined } as unknown as EachBatchPayload;
};
const taken = async () => (await partition.take(100))?.records.map(({ offset }) => offset);

it('hands on what was fetched, in order', async () => {
  partition.accept(fetched(7, 8));
  partition.accept(fetched(9, 9));
  expect(await taken()).toEqual([7, 8, 9]);
});

it('lets no fetch that was under way skip what a rewind wants again', async () => {
  partition.accept(fetched(7, 9));
  await taken();
  partition.rewind(8);
  partition.accept(fetched(10, 12));
  expect(seeks).toEqual([8, 8]);
  partition.accept(fetched(8, 12));
  expect(await taken()).toEqual([8, 9, 10, 11, 12]);
  partition.accept(fetched(13, 13));
  expect(await taken()).toEqual([13]);
});

it('goes on where the log begins by now when the records that a rewind wants are gone', async () => {
  partition.accept(fetched(7, 9));
  await taken();
  partition.rewind(8);
  for (let times = 0; times < 6; times += 1) partition.accept(fetched(20, 21));
  expect(await taken()).toEqual([20, 21]);
});

it('keeps nothing that it has handed over, also while there is always more behind it', async () => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const weigh = (payload: EachBatchPayload) => new WeakRef(payload.batch.messages[0]?.value ?? Buffer.alloc(0));
  const handedOver = await (async () => {
    const payload = fetched(0, 9);
    partition.accept(payload);
    const first = weigh(payload);
    partition.accept(fetched(10, 19));
    expect(await partition.take(5)).toMatchObject({ records: { length: 5 } });
    return first;
  })();
  await setImmediate();
  gc();
  expect(handedOver.deref()).toBeUndefined();
  expect(await taken()).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
});

it('stops the fetching while it holds too much, whatever part of the records is large', async () => {
  partition.accept(fetched(0, 9, { large: Buffer.alloc(300_000) }));
  expect(pauses).toBe(1);
  await taken();
  expect(pauses).toBe(0);
});
