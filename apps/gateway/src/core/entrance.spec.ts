import { describe, expect, it } from '@jest/globals';
import { closeEntrances, patienceOf, type Entrance } from './entrance.js';

/** Callers stay for `staysMs` after they were turned away. */
function entrance(staysMs: number) {
  const seen = { turnedAwayAt: 0, closedAt: 0, withinMs: 0 };
  const fake: Entrance = {
    turnAway: () => void (seen.turnedAwayAt = performance.now()),
    lastSeen: () => Math.min(performance.now(), seen.turnedAwayAt + staysMs),
    close: (withinMs) => {
      Object.assign(seen, { closedAt: performance.now(), withinMs });
      return Promise.resolve();
    },
  };
  return { fake, seen, servedMs: () => seen.closedAt - seen.turnedAwayAt };
}

describe('closing entrances', () => {
  it('serves callers until they have noticed, and no longer', async () => {
    const { fake, seen, servedMs } = entrance(Infinity);
    await closeEntrances([fake], { noticeMs: 800, finishMs: 70 });
    expect(servedMs()).toBeGreaterThanOrEqual(790);
    expect(seen.withinMs).toBe(70);
  });

  it('ends as soon as nobody has come for a while', async () => {
    const [http, grpc] = [entrance(0), entrance(200)];
    await closeEntrances([http.fake, grpc.fake], { noticeMs: 60_000, finishMs: 70 });
    expect(http.servedMs()).toBeGreaterThanOrEqual(690);
  });
});

it('leaves at least a quarter of the time to drain to the work behind the entrances', () => {
  for (const seconds of [1, 10, 25, 45, 3_600]) {
    const { noticeMs, finishMs } = patienceOf(seconds);
    expect(noticeMs + finishMs).toBeLessThanOrEqual(seconds * 750);
  }
  expect(patienceOf(25).noticeMs).toBe(5_000);
});
