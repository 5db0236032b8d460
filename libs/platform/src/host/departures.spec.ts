import { expect, it } from '@jest/globals';
import { Departures } from './departures.js';

it('requests of a key leave in the order of their starts, whatever each needs first', async () => {
  const departures = new Departures();
  const order: string[] = [];
  const depart = async (key: string, name: string, prepared: Promise<unknown>) => {
    const { before, left } = departures.next(key);
    await prepared;
    await before;
    order.push(name);
    left();
  };
  const slow = Promise.withResolvers<undefined>();
  const all = [
    depart('a', 'a1', slow.promise),
    depart('a', 'a2', Promise.resolve()),
    depart('b', 'b1', Promise.resolve()),
  ];
  await all[2];
  expect(order).toEqual(['b1']);
  slow.resolve(undefined);
  await Promise.all(all);
  expect(order).toEqual(['b1', 'a1', 'a2']);
  await depart('a', 'a3', Promise.resolve());
  expect(order.at(-1)).toBe('a3');
});
