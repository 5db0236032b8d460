import { eventually } from '@hookswitch/testing';
import { beginLines } from '../begin.js';
import { conclude } from '../conclude.js';
import type { Claim, Experiment } from '../experiment.js';
import type { SeenRequest } from '../history/history.js';
import type { Lab } from '../lab.js';
import { linesModel } from '../load/lines.js';
import { Stream } from '../load/stream.js';

const CONNECTOR = 'connector-http';
const KILLS = 3;
const PER_SECOND = 20;
/** Of these two destinations, one knows a repeated command again and one does not. */
const KNOWING = 0;
const FORGETFUL = 1;
/** What is under way when the process dies has had its effect, and is not answered yet. */
const ANSWER_MS = 400;

/** A connector dies after the target has done what was asked, and before the outcome is written. */
export const betweenEffectAndOutcome: Experiment = {
  id: 'E1',
  title: 'a connector is killed between the effect at the target and writing its outcome',
  lab: { destinations: 2, env: { HOOKSWITCH_LEASE_SECONDS: '3' } },
  async run(lab, { random, say }) {
    const tenants = await beginLines(lab, 2);
    for (const line of [KNOWING, FORGETFUL])
      await lab.sink.set(line, { kind: 'answer', status: 200, afterMs: ANSWER_MS }, { dedupe: line === KNOWING });
    const stream = new Stream({
      urls: lab.stack.urls,
      tenants,
      random: random.fork(),
      perSecond: PER_SECOND,
      lines: 2,
    });
    let cut = 0;
    for (let kill = 1; kill <= KILLS; kill += 1) {
      cut += await killAtWork(lab);
      say(`kill ${kill} of ${KILLS}`);
    }
    await stream.stop();
    const { history, violations, seconds } = await conclude(lab, { tenants, sent: stream.sent, model: linesModel() });
    const effects = effectsPer(lab);
    return {
      ...{ history, violations, recoverySeconds: seconds },
      load: `${PER_SECOND} events/s, 2 tenants, 2 destinations`,
      injected: `${KILLS} kills, ${cut} requests under way`,
      claims: [
        claim('requests cut off after their effect, at least one a kill', cut, cut >= KILLS),
        claim('effects beyond the first where the target knows commands, 0', ...none(effects(KNOWING))),
        claim(
          'repeats where it does not, at most one for each request that was cut off',
          ...within(repeatsAt(history.requests, FORGETFUL), cut),
        ),
      ],
    };
  },
};

const claim = (what: string, measured: number, holds: boolean): Claim => ({ what, measured: String(measured), holds });
const none = (count: number): [number, boolean] => [count, count === 0];
const within = (count: number, limit: number): [number, boolean] => [count, count <= limit];

/** Resolves to how many requests had been taken by the sink and were not answered when the process died. */
async function killAtWork({ stack, sink }: Lab): Promise<number> {
  const before = sink.kept().length;
  await eventually('requests under way', () => sink.kept().length >= before + 2, { everyMs: 10 });
  const service = stack.service(CONNECTOR);
  await service.stop('SIGKILL');
  const died = Date.now();
  service.start();
  await service.ready();
  return sink.kept().filter(({ at }) => at <= died && at > died - ANSWER_MS).length;
}

const effectsPer =
  ({ sink }: Lab) =>
  (destination: number): number => {
    const effects = sink.kept().filter((kept) => kept.destination === destination && kept.effect);
    return effects.length - new Set(effects.map(({ command }) => command)).size;
  };

function repeatsAt(requests: readonly SeenRequest[], destination: number): number {
  const made = requests.filter(({ provider }) => provider === `line-${destination}`);
  return made.length - new Set(made.map(({ command }) => command)).size;
}
