import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { LateTypes } from './late-types.js';

let begun: string[];
let running: Map<string, number>;
let most: number;
let takesMs: number;
let failure: Error | undefined;
const types = () =>
  new LateTypes(async (tenant) => {
    begun.push(tenant);
    running.set(tenant, (running.get(tenant) ?? 0) + 1);
    most = Math.max(most, running.get(tenant) ?? 0);
    await new Promise((resolve) => setTimeout(resolve, takesMs));
    running.set(tenant, (running.get(tenant) ?? 0) - 1);
    if (failure) throw failure;
  }, Date.now);

beforeEach(() => {
  [begun, running, most, takesMs, failure] = [[], new Map<string, number>(), 0, 0, undefined];
  jest.useFakeTimers();
});
afterEach(() => void jest.useRealTimers());

/** What became of it, once time has passed. */
const after = async (ms: number, lookups: readonly Promise<void>[]) => {
  const settled = Promise.allSettled(lookups);
  await jest.advanceTimersByTimeAsync(ms);
  return (await settled).map(({ status }) => status);
};

it('reads the types of a tenant at once, and not again for a second', async () => {
  const late = types();
  await after(0, [late.lookFor('acme', ['crm.deal_won'])]);
  expect(begun).toEqual(['acme']);
  await after(0, [late.lookFor('acme', ['crm.deal_won'])]);
  await after(999, [late.lookFor('acme', ['crm.deal_won'])]);
  expect(begun).toEqual(['acme']);
  await after(1, []);
  await after(0, [late.lookFor('acme', ['crm.deal_won'])]);
  expect(begun).toEqual(['acme', 'acme']);
});

it('answers one type by no read that began before it was asked for', async () => {
  takesMs = 100;
  const late = types();
  const first = late.lookFor('acme', ['one']);
  await jest.advanceTimersByTimeAsync(50);
  const second = late.lookFor('acme', ['two']);
  let isAnswered = false;
  void second.then(() => (isAnswered = true));
  await jest.advanceTimersByTimeAsync(60);
  await first;
  expect(isAnswered).toBe(false);
  await after(400, [second]);
  expect(begun).toHaveLength(2);
});

it('reads a few times in a second and one at a time for a flood of different types, and for other tenants meanwhile', async () => {
  takesMs = 10;
  const late = types();
  const lookups: Promise<void>[] = [];
  for (let at = 0; at < 100; at += 1) {
    for (let type = 0; type < 50; type += 1) lookups.push(late.lookFor('acme', [`crm.${at}_${type}`]));
    await jest.advanceTimersByTimeAsync(10);
  }
  lookups.push(late.lookFor('other', ['x']));
  expect(new Set(await after(1_000, lookups))).toEqual(new Set(['fulfilled']));
  expect(begun.filter((tenant) => tenant === 'acme').length).toBeLessThan(7);
  expect(begun.filter((tenant) => tenant === 'other')).toHaveLength(1);
  expect(most).toBe(1);
});

it('cannot tell while the database fails or takes long, and looks again then', async () => {
  const late = types();
  failure = new Error('no database');
  expect(await after(0, [late.lookFor('acme', ['one'])])).toEqual(['rejected']);
  [failure, takesMs] = [undefined, 60_000];
  expect(await after(3_000, [late.lookFor('acme', ['one'])])).toEqual(['rejected']);
  await after(60_000, []);
  takesMs = 0;
  expect(await after(0, [late.lookFor('acme', ['one'])])).toEqual(['fulfilled']);
  expect(begun).toHaveLength(3);
});
