import { setTimeout as sleep } from 'node:timers/promises';
import { beginLines } from '../begin.js';
import { conclude } from '../conclude.js';
import { atMost, type Claim, type Experiment } from '../experiment.js';
import { delaysOf, p99, type Phase } from '../history/delays.js';
import type { History } from '../history/history.js';
import { linesModel } from '../load/lines.js';
import { Stream } from '../load/stream.js';

const TENANTS = 3;
const PER_SECOND = 40;
const ILL = 0;
const MAX_ATTEMPTS = 4;
const RETRY = { maxAttempts: MAX_ATTEMPTS, initialInterval: 500, factor: 2, maxInterval: 4_000 };
const PHASE_SECONDS = 20;
/** Failures until the breaker of a tenant's target opens, requests that are under way then, and a probe each 30 s. */
const CALLS = 10 + 16;

/** A target that fails is asked seldom, and given up only when every attempt was used. */
export const failingTarget: Experiment = {
  id: 'E10',
  title: 'a target answers 500 to everything, and then to three requests of ten',
  lab: { destinations: 4 },
  async run(lab, { random, minutes, say }) {
    const seconds = minutes === undefined ? PHASE_SECONDS : minutes * 20;
    const tenants = await beginLines(lab, TENANTS, { retry: RETRY });
    const { urls } = lab.stack;
    const stream = new Stream({ urls, tenants, random: random.fork(), perSecond: PER_SECOND, lines: 4 });
    const phase = async (): Promise<Phase> => {
      const from = Date.now();
      await sleep(seconds * 1_000);
      return { from, to: Date.now() };
    };
    await sleep(5_000);
    const well = await phase();
    say('it fails always');
    await lab.sink.set(ILL, { kind: 'answer', status: 500 });
    const ill = await phase();
    say('it fails at times');
    await lab.sink.set(ILL, { kind: 'answer', status: 500, share: 0.3, seed: Math.floor(random.next() * 2 ** 31) });
    await phase();
    await stream.stop();
    const {
      history,
      violations,
      seconds: recoverySeconds,
    } = await conclude(lab, {
      ...{
        tenants,
        sent: stream.sent,
        model: linesModel({ mayDieOf: ['exhausted'], retry: RETRY }),
        patienceMs: 60_000,
      },
    });
    const kept = lab.sink.kept();
    const calls = kept.filter(({ destination, at }) => destination === ILL && at >= ill.from && at < ill.to).length;
    const delays = delaysOf(stream.sent, kept);
    const ratio = p99(delays, ill, isOther) / p99(delays, well, isOther);
    return {
      ...{ history, violations, recoverySeconds },
      load: `${PER_SECOND} events/s, ${TENANTS} tenants, 4 destinations`,
      injected: `one target answers 500 for ${seconds} s, then 30 % of the time`,
      claims: [
        atMost('requests to it while it failed always', calls, TENANTS * (CALLS + Math.ceil(seconds / 30))),
        atMost('p99 of the others meanwhile, times that before', ratio, 2),
        ...givenUp(history),
      ],
    };
  },
};

const isOther = (line: number): boolean => line !== ILL;

function givenUp({ runs }: History): readonly Claim[] {
  const commands = runs.flatMap(({ steps }) => steps.flatMap(({ command }) => command ?? []));
  const early = commands.filter(
    ({ status, attempts }) =>
      status === 'dead' && Math.max(0, ...attempts.map(({ attempt }) => attempt)) < MAX_ATTEMPTS,
  );
  const most = Math.max(...commands.flatMap(({ attempts }) => attempts.map(({ attempt }) => attempt)));
  return [
    atMost('attempts of an action', most, MAX_ATTEMPTS),
    atMost('actions given up before their last attempt', early.length, 0),
  ];
}
