import { setTimeout as sleep } from 'node:timers/promises';
import { disturbed } from '../disturbed.js';
import { atLeast, atMost, type Experiment, type Findings, type Order } from '../experiment.js';
import { missingForGround, type GroundWanted } from '../ground/ground.js';
import { Knocks, noneOf, notLive } from '../knocks.js';
import type { Lab } from '../lab.js';
import { answeredBetween } from '../measures.js';

const GROUND: GroundWanted = { brokers: 3 };
const DOWN_MS = 20_000;
const LOOK_MS = 2_000;
/** What was on its way when the last broker died may still be told. */
const ON_ITS_WAY_MS = 300;

const missing = (): string | undefined => missingForGround(GROUND);

export const allBrokersDown: Experiment = {
  id: 'E6',
  title: 'all brokers are killed at once, and come back',
  lab: { ground: GROUND },
  missing,
  run: (lab, order) => withoutBrokers(lab, order, 3),
};

export const twoBrokersDown: Experiment = {
  id: 'E7',
  title: 'two of three brokers are killed, one less than must be in sync remains, and they come back',
  lab: { ground: GROUND },
  missing,
  run: (lab, order) => withoutBrokers(lab, order, 2),
};

/** Nothing can be kept meanwhile, so nothing may be taken; and nobody may be kept waiting for that answer. */
async function withoutBrokers(lab: Lab, order: Order, count: number): Promise<Findings> {
  const downMs = order.minutes === undefined ? DOWN_MS : order.minutes * 60_000;
  const victims = lab.own?.cluster?.nodes.slice(0, count) ?? [];
  const dead = new Set<string>();
  let knocks: Knocks | undefined;
  let [downAt, upAt] = [0, 0];
  const found = await disturbed(lab, order, {
    async fault({ tenants: [tenant] }) {
      if (!tenant) throw new Error('there is no load');
      await Promise.all(victims.map((node) => node.kill()));
      downAt = Date.now() + ON_ITS_WAY_MS;
      await sleep(ON_ITS_WAY_MS);
      knocks = new Knocks(lab.stack.urls[0] ?? '', tenant);
      while (Date.now() < downAt + downMs) {
        await sleep(LOOK_MS);
        for (const name of await notLive(lab.stack)) dead.add(name);
      }
      upAt = Date.now();
      await Promise.all(victims.map((node) => node.start()));
    },
  });
  const during = ((await knocks?.stop()) ?? []).filter(({ at, ms }) => at + ms < upAt);
  const other = during.filter(({ status }) => status !== 503).map(({ status }) => String(status));
  return {
    ...found,
    injected: `${victims.length} of 3 brokers down for ${downMs / 1_000} s`,
    claims: [
      atMost('events taken meanwhile', answeredBetween(found.history.events, [downAt, upAt]).length, 0),
      atLeast('senders that were told meanwhile', during.length, Math.floor(downMs / 2_000)),
      noneOf('answers to them but 503', other),
      noneOf('503 without Retry-After', during.some(({ retryAfter }) => retryAfter === null) ? ['some'] : []),
      atMost('seconds until the slowest of them', Math.max(0, ...during.map(({ ms }) => ms)) / 1_000, 6),
      noneOf('services that were not live meanwhile', dead),
      atMost('seconds until all had ended', found.recoverySeconds, 30),
    ],
  };
}
