import { setTimeout as sleep } from 'node:timers/promises';
import { beginLines } from '../begin.js';
import { conclude } from '../conclude.js';
import { atMost, type Claim, type Experiment } from '../experiment.js';
import { linesModel } from '../load/lines.js';
import { Stream } from '../load/stream.js';
import { growth, Watch, type Vitals } from '../nemesis/vitals.js';

const PER_SECOND = 40;
const MINUTES = 10;
const LOOK_MS = 5_000;
const MOST_GROWTH = 0.1;
/** One of four targets fails now and then, one is slow. */
const FAILING = { kind: 'answer', status: 503, share: 0.05 } as const;
const SLOW = { kind: 'answer', status: 200, afterMs: 400 } as const;

/** Nothing may pile up in a process that does the same for a long time. */
export const soak: Experiment = {
  id: 'soak',
  title: 'the same load for a long time, with a target that is slow and one that fails now and then',
  async run(lab, { random, say, minutes = MINUTES }) {
    const tenants = await beginLines(lab, 3);
    await lab.sink.set(1, FAILING);
    await lab.sink.set(2, SLOW);
    const lines = lab.sink.urls.length;
    const { urls } = lab.stack;
    const stream = new Stream({ urls, tenants, random: random.fork(), perSecond: PER_SECOND, lines });
    const watch = new Watch(
      [...lab.stack.services.values()].filter(({ options }) => options.app !== 'simulator'),
      LOOK_MS,
    );
    for (let minute = 1; minute <= minutes; minute += 1) {
      await sleep(60_000);
      say(`${minute} of ${minutes} minutes, ${stream.acked} events`);
    }
    watch.stop();
    await stream.stop();
    const { history, violations, seconds } = await conclude(lab, { tenants, sent: stream.sent, model: linesModel() });
    return {
      ...{ history, violations, recoverySeconds: seconds },
      load: `${PER_SECOND} events/s for ${minutes} minutes, 3 tenants, ${lines} destinations`,
      injected: '5 % of one target fail, another takes 400 ms',
      claims: [...watch.seen].flatMap(([name, seen]) => flat(name, seen)),
    };
  },
};

const flat = (name: string, seen: readonly Vitals[]): readonly Claim[] =>
  (['rssMb', 'handles'] as const).map((figure) => {
    const last = seen.at(-1)?.[figure] ?? NaN;
    const { what, measured, holds } = atMost(`growth of ${figure} of ${name}`, growth(seen, figure), MOST_GROWTH);
    return { what, measured: `${measured}, ${Math.round(last)} at the end`, holds };
  });
