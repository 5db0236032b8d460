import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { topicNames } from '@hookswitch/domain';
import { MessagingError, type BusRecord, type EventBus } from '@hookswitch/messaging';
import { invalid } from '../problem/api-error.js';
import { Announcements } from './announcements.js';

let stored: readonly number[];
let end: number;
let trouble: MessagingError | undefined;
let hangs: boolean;
let asked: number;
let lookedUp: number;
const record = (offset: number) => ({ partition: 0, offset }) as BusRecord;
const bus = {
  offsets() {
    lookedUp += 1;
    if (hangs) return new Promise(() => undefined);
    return trouble ? Promise.reject(trouble) : Promise.resolve([{ first: 0, next: end }]);
  },
  async *read(_topic: string, _partition: number, from: number, to: number) {
    const page = stored.filter((offset) => offset >= from && offset < to).map(record);
    if (page.length > 0) yield await Promise.resolve(page);
  },
} as unknown as EventBus;
const announcements = () => new Announcements(bus, topicNames(), () => Date.now());

/** A request that finds its connector only from the given time on that it is made. */
const request = (knownFrom: number) => () => {
  asked += 1;
  const refusal = invalid('/spec/steps/0/action', 'unknown_connector', 'There is no connector "fax".');
  return asked >= knownFrom ? Promise.resolve('done') : Promise.reject(refusal);
};

beforeEach(() => {
  [stored, end, trouble, hangs, asked, lookedUp] = [[], 0, undefined, false, 0, 0];
  jest.useFakeTimers();
});
afterEach(() => void jest.useRealTimers());

it('asks no bus for a request whose connectors are known, or that is wrong for another reason', async () => {
  expect(await announcements().answer(request(1))).toBe('done');
  const refusal = invalid('/spec', 'required', 'It is missing.');
  await expect(announcements().answer(() => Promise.reject(refusal))).rejects.toBe(refusal);
  expect(lookedUp).toBe(0);
});

it('refuses a connector that is still unknown when everything is taken', async () => {
  [stored, end] = [[0, 1], 2];
  const all = announcements();
  all.took([record(0), record(1)]);
  await expect(all.answer(request(9))).rejects.toMatchObject({ errors: [{ code: 'unknown_connector' }] });
  expect(asked).toBe(2);
});

it('finds the same in the errors of an answer', async () => {
  const errors = [{ pointer: '', code: 'unknown_connector' as const, message: '' }];
  const ask = () => Promise.resolve((asked += 1) === 1 ? errors : []);
  expect(await announcements().answer(ask, (found) => found)).toEqual([]);
});

it('waits for the last record that was there when it was asked', async () => {
  [stored, end] = [[0, 1], 2];
  const all = announcements();
  const answer = all.answer(request(2));
  await jest.advanceTimersByTimeAsync(1_000);
  all.took([record(0)]);
  await jest.advanceTimersByTimeAsync(1_000);
  expect(asked).toBe(1);
  all.took([record(1)]);
  expect(await answer).toBe('done');
});

it('waits for nothing that compaction has removed', async () => {
  [stored, end] = [[4], 9];
  const all = announcements();
  all.took([record(4)]);
  expect(await all.answer(request(2))).toBe('done');
});

const unread = { code: 'connectors_unread', headers: { 'Retry-After': '2' } };
it.each<[string, () => void]>([
  ['the records do not come', () => ([stored, end] = [[0], 1])],
  ['the bus does not answer', () => (hangs = true)],
  ['the bus is away', () => (trouble = new MessagingError('unavailable', 'no broker'))],
])('says that it cannot tell, and when to come back, where %s', async (_, given) => {
  given();
  const answer = announcements()
    .answer(request(9))
    .catch((error: unknown) => error);
  await jest.advanceTimersByTimeAsync(5_000);
  expect(await answer).toMatchObject(unread);
  expect(asked).toBe(1);
});
