import { setTimeout as sleep } from 'node:timers/promises';
import { disturbed } from '../disturbed.js';
import { atLeast, atMost, type Experiment } from '../experiment.js';
import { missingForGround, type GroundWanted } from '../ground/ground.js';
import { noneOf, notLive } from '../knocks.js';
import { answeredBetween, burntAttempts, deadCommands } from '../measures.js';

const GROUND: GroundWanted = { database: true };
const PER_SECOND = 50;
/** Longer than any statement waits for a connection. */
const DOWN_MS = 8_000;
const BETWEEN_MS = 2_000;

/** The database goes without a word, and later dies in the middle of its writes: what was under way then counts as nobody's failure. */
export const postgresDown: Experiment = {
  id: 'E8',
  title: 'Postgres stops at once, comes back, and is killed while it writes',
  lab: { ground: GROUND },
  missing: () => missingForGround(GROUND),
  async run(lab, order) {
    const downMs = order.minutes === undefined ? DOWN_MS : order.minutes * 60_000;
    const database = lab.own?.database;
    if (!database) throw new Error('E8 needs a Postgres of its own');
    let backAt = 0;
    const found = await disturbed(lab, order, {
      perSecond: PER_SECOND,
      async fault() {
        await database.stop('immediate');
        await sleep(downMs);
        backAt = Date.now();
        await database.start();
        await sleep(BETWEEN_MS);
        await database.stop('kill');
        await database.start();
      },
    });
    const { history, from } = found;
    const meanwhile = answeredBetween(history.events, [from + 1_000, backAt]).length;
    return {
      ...found,
      injected: `immediate stop for ${downMs / 1_000} s, then a kill and a restart`,
      claims: [
        atMost('attempts without a request', burntAttempts(history), 0),
        atMost('dead letters', deadCommands(history), 0),
        atLeast('share of events that were taken meanwhile', meanwhile / ((downMs / 1_000 - 1) * PER_SECOND), 0.9),
        noneOf('services that ended', await notLive(lab.stack)),
      ],
    };
  },
};
