import { rounded } from '../lib/statistics.mjs';
import { perThousand } from './per-thousand.mjs';

const FACTOR = 1.5;
const MAX_RATE = 5_000;
const LONGEST_P99_MS = 2_000;
const LEAST_SHARE = 0.9;

/** Raises the rate until it is not kept up: the objective for p99 is missed, or less arrives per second than is sent. */
export async function saturate({ from, seconds, hookswitch, cpu, names }) {
  console.log(
    `\nraised until p99 exceeds ${LONGEST_P99_MS} ms or less than ${LEAST_SHARE * 100} % of the rate arrives`,
  );
  let held = 0;
  for (let rate = from; rate <= MAX_RATE; rate = Math.round(rate * FACTOR)) {
    const before = await cpu();
    const reached = await hookswitch({ rate, seconds: seconds / 2 });
    show(reached, perThousand(before, await cpu(), reached.accepted), names);
    if (reached.arrived.p99 > LONGEST_P99_MS || reached.throughput < rate * LEAST_SHARE) break;
    held = rate;
  }
  console.log(held > 0 ? `  kept up with ${held} events/s` : `  did not keep up with ${from} events/s`);
}

function show({ rate, sent, accepted, lost, throughput, arrived, answered, lateMs }, cpu, names) {
  const shares = names.map((name, index) => `${name} ${rounded(cpu[index])}`);
  console.log(
    [
      `  ${rate}/s: ${accepted} of ${sent} accepted, ${lost} lost, ${rounded(throughput)} arrivals/s`,
      `202 p50 ${rounded(answered.p50)} p99 ${rounded(answered.p99)} ms, target p50 ${rounded(arrived.p50)} p99 ${rounded(arrived.p99)} ms`,
      `load generator late by ${rounded(lateMs)} ms at p99`,
      `CPU s per 1,000: ${shares.join(', ')}`,
    ].join('\n      '),
  );
}
