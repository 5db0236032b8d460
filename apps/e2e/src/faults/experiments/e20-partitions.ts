import { setTimeout as sleep } from 'node:timers/promises';
import { disturbed } from '../disturbed.js';
import { atLeast, atMost, type Experiment } from '../experiment.js';
import { missingForGround, type GroundWanted } from '../ground/ground.js';
import { joins } from '../joins.js';
import { noneOf, notLive } from '../knocks.js';
import { deadCommands, overlappingAttempts } from '../measures.js';

const GROUND: GroundWanted = {
  brokers: 1,
  links: { kafka: ['gateway', 'rules', 'connector-http'], postgres: ['connector-http'] },
};
const WAYS = [
  ['gateway', 'kafka'],
  ['rules', 'kafka'],
  ['connector-http', 'kafka'],
  ['connector-http', 'postgres'],
] as const;
/** Longer than a session (6 s). */
const CUT_MS = 9_000;
const BETWEEN_MS = 3_000;

/** Lines that carry nothing, without anybody being told: whole ones, and ones that still carry what goes the other way. */
export const partitions: Experiment = {
  id: 'E20',
  title: 'ways to Kafka and Postgres are cut one after the other, both directions and one',
  lab: { ground: GROUND, replicas: { 'connector-http': 2 } },
  missing: () => missingForGround(GROUND),
  async run(lab, order) {
    const random = order.random.fork();
    const cutMs = order.minutes === undefined ? CUT_MS : (order.minutes * 60_000) / (2 * WAYS.length);
    const injected: string[] = [];
    let before = 0;
    const found = await disturbed(lab, order, {
      async fault() {
        before = joins(lab.stack, ['rules', 'connector-http']);
        for (const [id, what] of random.shuffled(WAYS)) {
          for (const direction of ['both', random.next() < 0.5 ? 'up' : 'down'] as const) {
            injected.push(`${id}-${what} ${direction}`);
            order.say(`cut: ${id} to ${what}, ${direction}`);
            lab.own?.links.to(id, what).cut(direction);
            await sleep(cutMs);
            lab.own?.links.to(id, what).heal();
            await sleep(BETWEEN_MS);
          }
        }
      },
    });
    return {
      ...found,
      injected: `${cutMs / 1_000} s without ${injected.join(', ')}`,
      claims: [
        atLeast('rebalances, or nothing was cut off', joins(lab.stack, ['rules', 'connector-http']) - before, 2),
        atMost('attempts of one command that were under way at once', overlappingAttempts(found.history), 0),
        atMost('dead letters', deadCommands(found.history), 0),
        noneOf('services that ended', await notLive(lab.stack)),
      ],
    };
  },
};
