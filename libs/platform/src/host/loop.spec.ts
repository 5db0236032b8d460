import { expect, it } from '@jest/globals';
import { eventually } from '@hookswitch/testing';
import type { Logger } from '../logging/logger.js';
import { Loop } from './loop.js';

const log = { warn: () => undefined } as unknown as Logger;
const HOUR = 3_600_000;

it('takes turns when they are due and when it is told to', async () => {
  let turns = 0;
  const waits = [0, 1];
  const turn = () => {
    turns += 1;
    return Promise.resolve(waits.shift() ?? HOUR);
  };
  const loop = new Loop({ name: 'x', turn, log });
  await eventually('three turns', () => turns === 3);
  loop.kick();
  await eventually('the fourth', () => turns === 4);
  await loop.stop();
  loop.kick();
  expect(turns).toBe(4);
});

it('a kick during a turn is not lost', async () => {
  let turns = 0;
  const loop: Loop = new Loop({
    name: 'x',
    turn: () => {
      turns += 1;
      if (turns === 1) loop.kick();
      return Promise.resolve(HOUR);
    },
    log,
  });
  await eventually('the second turn', () => turns === 2);
  await loop.stop();
});

it('goes on after a turn that failed, and knows for how long it has been failing', async () => {
  let turns = 0;
  const loop = new Loop({
    name: 'x',
    turn: () => {
      turns += 1;
      return turns <= 2 ? Promise.reject(new Error('away')) : Promise.resolve(HOUR);
    },
    log,
  });
  await eventually('trouble', () => loop.failingMs > 0);
  await eventually('the end of it', () => turns === 3 && loop.failingMs === 0);
  await loop.stop();
});

it('stops at once, also while it waits', async () => {
  const loop = new Loop({ name: 'x', turn: () => Promise.resolve(HOUR), log });
  await loop.stop();
});
