import { setTimeout as sleep } from 'node:timers/promises';
import { beginLines } from '../begin.js';
import { conclude } from '../conclude.js';
import { atLeast, atMost, type Claim, type Experiment } from '../experiment.js';
import { delaysOf, p99, type Delay, type Phase } from '../history/delays.js';
import { linesModel } from '../load/lines.js';
import { Stream } from '../load/stream.js';
import type { Script } from '../sink/script.js';

const DESTINATIONS = 20;
const TENANTS = 3;
const PER_SECOND = 60;
const PHASE_SECONDS = 25;
const WORSE = 1.2;
/** Two of the twenty, one after the other. */
const FAULTS: readonly (readonly [destination: number, script: Script, name: string])[] = [
  [0, { kind: 'gone' }, 'dead'],
  [1, { kind: 'hang' }, 'hanging'],
];

/** With the time-outs that an action has by itself: a request to a target that hangs lasts 30 s. */
export const oneOfTwenty: Experiment = {
  id: 'one-of-20',
  title: 'one target of twenty is dead, and then one hangs',
  lab: { destinations: DESTINATIONS },
  async run(lab, { random, minutes, say }) {
    const seconds = minutes === undefined ? PHASE_SECONDS : minutes * 20;
    const tenants = await beginLines(lab, TENANTS, {});
    const { urls } = lab.stack;
    const stream = new Stream({
      ...{ urls, tenants, random: random.fork(), perSecond: PER_SECOND, lines: DESTINATIONS, subjects: 500 },
    });
    const phase = async (): Promise<Phase> => {
      const from = Date.now();
      await sleep(seconds * 1_000);
      return { from, to: Date.now() };
    };
    // The first seconds make connections and compile code.
    await sleep(5_000);
    const well = await phase();
    const ill: Phase[] = [];
    for (const [destination, script, name] of FAULTS) {
      say(`target ${destination} of ${DESTINATIONS} is ${name}`);
      await lab.sink.set(destination, script);
      ill.push(await phase());
      await lab.sink.heal(destination);
    }
    await stream.stop();
    const concluding = { tenants, sent: stream.sent, model: linesModel(), patienceMs: 90_000 };
    const { history, violations, seconds: recoverySeconds } = await conclude(lab, concluding);
    const delays = delaysOf(stream.sent, lab.sink.kept());
    return {
      ...{ history, violations, recoverySeconds },
      load: `${PER_SECOND} events/s, ${TENANTS} tenants, ${DESTINATIONS} destinations`,
      injected: `a dead and a hanging target, ${seconds} s each`,
      claims: FAULTS.flatMap(([destination, , name], nth) =>
        isolated(delays, { name, destination, well, ill: ill[nth] ?? well }),
      ),
    };
  },
};

interface Compared {
  readonly name: string;
  readonly destination: number;
  readonly well: Phase;
  readonly ill: Phase;
}

function isolated(delays: readonly Delay[], { name, destination, well, ill }: Compared): readonly Claim[] {
  const isOther = (line: number) => line !== destination;
  const [before, during] = [p99(delays, well, isOther), p99(delays, ill, isOther)];
  const others = delays.filter(({ line, from }) => isOther(line) && from >= ill.from && from < ill.to);
  const behind = others.filter(({ from, ms }) => from + ms > ill.to + STUCK_MS);
  const p99s = `${before} ms without, ${during} ms with it`;
  const ratio = atMost(`p99 of the others with a ${name} target, times that without it`, during / before, WORSE);
  return [
    { ...ratio, measured: `${ratio.measured} (${p99s})` },
    atMost(`their events that waited behind the ${name} target's`, behind.length, 0),
    atLeast(`their events while it was ${name}`, others.length, 1),
  ];
}

/** What arrives no later than that after the fault has not waited for its end. */
const STUCK_MS = 1_000;
