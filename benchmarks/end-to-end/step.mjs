import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../lib/statistics.mjs';
import { openLoop } from './open-loop.mjs';

/** Nothing more arrives for so long: what is missing then is lost. */
const QUIET_MS = 15_000;

/** One rate for some seconds, until everything that was accepted has arrived or nothing comes any more. */
export async function step({ rate, seconds, requestOf, isAccepted, arrivals }) {
  const sent = await openLoop({ rate, seconds, requestOf });
  const accepted = sent.filter(({ status }) => isAccepted(status));
  await settled(accepted, arrivals);
  const arrived = accepted.filter(({ id }) => arrivals.has(id));
  const latencies = arrived.map(({ id, due }) => arrivals.get(id).at - due);
  const last = Math.max(...arrived.map(({ id }) => arrivals.get(id).at));
  return {
    rate,
    sent: sent.length,
    accepted: accepted.length,
    lost: accepted.length - arrived.length,
    repeated: arrived.filter(({ id }) => arrivals.get(id).times > 1).length,
    /** Of the load generator itself: when this is large it, and not what it measures, is the limit. */
    lateMs: quantile(
      sent.map(({ lateMs }) => lateMs),
      0.99,
    ),
    refusals: countBy(sent.filter(({ status }) => !isAccepted(status)).map(({ status }) => status)),
    answered: quantiles(accepted.map(({ answeredAt, due }) => answeredAt - due)),
    arrived: quantiles(latencies),
    /** Arrivals per second, from the first that was to be sent to the last that arrived. */
    throughput: (arrived.length * 1_000) / (last - Math.min(...sent.map(({ due }) => due))),
  };
}

async function settled(accepted, arrivals) {
  let missing = accepted.length;
  let since = performance.now();
  while (missing > 0 && performance.now() - since < QUIET_MS) {
    await sleep(50);
    const now = accepted.filter(({ id }) => !arrivals.has(id)).length;
    if (now < missing) since = performance.now();
    missing = now;
  }
}

const quantiles = (numbers) => ({
  p50: quantile(numbers, 0.5),
  p95: quantile(numbers, 0.95),
  p99: quantile(numbers, 0.99),
  max: quantile(numbers, 1),
});

const countBy = (all) => Object.fromEntries([...Map.groupBy(all, String)].map(([each, { length }]) => [each, length]));
