import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceId } from '../../harness/stack.js';
import { disturbed } from '../disturbed.js';
import { atLeast, atMost, type Experiment } from '../experiment.js';
import { missingForGround, type GroundWanted } from '../ground/ground.js';
import { joins } from '../joins.js';
import { noneOf, notLive } from '../knocks.js';
import { answeredBetween } from '../measures.js';

const FAR: readonly ServiceId[] = ['gateway', 'rules', 'connector-http'];
const GROUND: GroundWanted = { brokers: 1, links: { kafka: FAR } };
const PER_SECOND = 20;
const LATENCY_MS = 300;
const JITTER_MS = 100;
const BYTES_PER_SECOND = 125_000;
const LONG_MS = 30_000;

/** Loss on the way shows to a program as latency that comes and goes: jitter stands for it, as a proxy cannot lose packets. */
export const thinLine: Experiment = {
  id: 'E21',
  title: 'Kafka is 300 ± 100 ms away, behind 1 Mbit/s a connection',
  lab: { ground: GROUND },
  missing: () => missingForGround(GROUND),
  async run(lab, order) {
    const ms = order.minutes === undefined ? LONG_MS : order.minutes * 60_000;
    let before = 0;
    const found = await disturbed(lab, order, {
      perSecond: PER_SECOND,
      async fault() {
        before = joins(lab.stack);
        const links = FAR.flatMap((id) => lab.own?.links.to(id, 'kafka') ?? []);
        for (const link of links) {
          link.latency(LATENCY_MS, JITTER_MS);
          link.rate(BYTES_PER_SECOND);
        }
        await sleep(ms);
        for (const link of links) link.heal();
      },
    });
    const { from, to, history } = found;
    const share = answeredBetween(history.events, [from, to]).length / ((PER_SECOND * (to - from)) / 1_000);
    return {
      ...found,
      injected: `${LATENCY_MS} ± ${JITTER_MS} ms and 1 Mbit/s for ${ms / 1_000} s; no lost packets, which need netem`,
      claims: [
        atMost('rebalances', joins(lab.stack) - before, 0),
        atLeast('share of events that were taken meanwhile', share, 0.9),
        noneOf('services that ended', await notLive(lab.stack)),
      ],
    };
  },
};
