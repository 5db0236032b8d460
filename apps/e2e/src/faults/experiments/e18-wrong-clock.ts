import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceId } from '../../harness/stack.js';
import { disturbed } from '../disturbed.js';
import { atLeast, atMost, type Experiment } from '../experiment.js';
import { makeClock } from '../ground/clock.js';
import type { History } from '../history/history.js';
import { commandsIn, deadCommands } from '../measures.js';

const WRONG: readonly ServiceId[] = ['connector-http', 'rules', 'gateway'];
const TEN_MINUTES = 600;
const EACH_MS = 5_000;
/** A minute is what waiting for a restarted service may make of it, at most; a wrong clock would make ten of it. */
const MINUTE_MS = 60_000;
/** 500 ms less a fifth, as the load's steps say. */
const FIRST_GAP_MS = 400;
const SOME_FAIL = { kind: 'answer', status: 503, share: 0.3 } as const;

/** One service after the other is ten minutes ahead, then ten minutes behind, then right again, each by one step while it works. */
export const wrongClock: Experiment = {
  id: 'E18',
  title: 'the clock of one service is ten minutes ahead, and then behind',
  async run(lab, order) {
    const eachMs = order.minutes === undefined ? EACH_MS : (order.minutes * 60_000) / (2 * WRONG.length);
    await lab.sink.set(0, SOME_FAIL);
    const found = await disturbed(lab, order, {
      async fault() {
        for (const id of WRONG) {
          const service = lab.stack.service(id);
          const clock = makeClock(TEN_MINUTES, service.options.env.NODE_OPTIONS);
          await service.end();
          service.start(clock.env);
          await service.ready();
          order.say(`${id} is ten minutes ahead`);
          await sleep(eachMs);
          clock.shift(-TEN_MINUTES);
          await sleep(eachMs);
          clock.shift(0);
          await sleep(1_000);
          await service.end();
          clock.close();
          service.start();
          await service.ready();
        }
        await lab.sink.heal(0);
      },
    });
    const { history } = found;
    const repeated = commandsIn(history).filter(({ attempts }) => attempts.length > 1).length;
    return {
      ...found,
      injected: `±10 min on each of ${WRONG.join(', ')}, ${eachMs / 1_000} s each`,
      claims: [
        atLeast('actions that were repeated', repeated, 1),
        atMost('first attempts a minute early or late', offTime(history), 0),
        atMost('repetitions before their time, or a minute after it', hasty(history), 0),
        atMost('dead letters', deadCommands(history), 0),
      ],
    };
  },
};

/** Attempts carry the time of the database, acknowledgements that of the harness. */
function offTime({ events, runs }: History): number {
  const told = new Map(events.map(({ tenant, id, at }) => [`${tenant} ${id}`, at ?? Number.NaN]));
  return runs.filter(({ tenant, event, steps }) => {
    const first = steps[0]?.command?.attempts[0]?.startedAt ?? '';
    return Math.abs(Date.parse(first) - (told.get(`${tenant} ${event.id}`) ?? Number.NaN)) > MINUTE_MS;
  }).length;
}

const hasty = (history: History): number =>
  commandsIn(history).reduce((sum, { attempts }) => {
    const gaps = attempts.slice(1).map(({ startedAt }, index) => {
      const before = attempts[index];
      return before?.outcome === 'retry' ? Date.parse(startedAt ?? '') - Date.parse(before.finishedAt) : FIRST_GAP_MS;
    });
    return sum + gaps.filter((gap) => gap < FIRST_GAP_MS || gap > MINUTE_MS).length;
  }, 0);
