import { setTimeout as sleep } from 'node:timers/promises';
import { beginLines } from '../begin.js';
import { conclude } from '../conclude.js';
import { atLeast, atMost, type Claim, type Experiment } from '../experiment.js';
import { delaysOf, p99 } from '../history/delays.js';
import { Gauges } from '../history/gauges.js';
import type { History } from '../history/history.js';
import { linesModel } from '../load/lines.js';
import { Stream } from '../load/stream.js';
import type { Script } from '../sink/script.js';

const MIB = 2 ** 20;
const PER_SECOND = 42;
const TENANTS = 2;
const TIMEOUT_SECONDS = 2;
const PHASE_SECONDS = 20;
const STEP = {
  timeout: { seconds: TIMEOUT_SECONDS },
  retry: { maxAttempts: 20, initialInterval: 500, factor: 1.5, maxInterval: 2_000 },
};
/** By destination; the first one stays well. `isDoubtful`: nobody can tell whether such a request did anything. */
const SCRIPTS: readonly (Script & { readonly isDoubtful?: true })[] = [
  { kind: 'answer', status: 200 },
  { kind: 'hang', isDoubtful: true },
  { kind: 'trickle', everyMs: 100 },
  { kind: 'oversize', bytes: 10 * MIB },
  { kind: 'bomb', bytes: 100 * MIB },
  { kind: 'reset', isDoubtful: true },
  { kind: 'reset', midBody: true },
];
const GROWTH_MIB = 64;

/** Whatever a target does instead of answering, an attempt ends in time, costs little, and hurts no other target. */
export const badAnswers: Experiment = {
  id: 'E12',
  title: 'targets hang, trickle, answer with 10 MiB, with 100 MiB compressed, and reset before and within the answer',
  lab: { destinations: SCRIPTS.length },
  async run(lab, { random, minutes, say }) {
    const phaseMs = minutes === undefined ? PHASE_SECONDS * 1_000 : minutes * 30_000;
    const tenants = await beginLines(lab, TENANTS, STEP);
    const { urls } = lab.stack;
    const stream = new Stream({
      ...{ urls, tenants, random: random.fork(), perSecond: PER_SECOND, lines: SCRIPTS.length },
    });
    await sleep(5_000);
    const gauges = new Gauges(lab.stack.service('connector-http'));
    const begun = Date.now();
    await gauges.watch(phaseMs);
    const [before, spoilt] = [gauges.most('process_resident_memory_bytes'), Date.now()];
    say('targets misbehave');
    for (const [line, script] of SCRIPTS.entries()) await lab.sink.set(line, script);
    await gauges.watch(phaseMs);
    const healed = Date.now();
    for (const line of SCRIPTS.keys()) await lab.sink.heal(line);
    await stream.stop();
    const concluding = { tenants, sent: stream.sent, model: linesModel({ retry: STEP.retry }), patienceMs: 60_000 };
    const { history, violations, seconds } = await conclude(lab, concluding);
    const delays = delaysOf(stream.sent, lab.sink.kept());
    const p99Of = (from: number, to: number) => p99(delays, { from, to }, (line) => line === 0);
    const grown = (gauges.most('process_resident_memory_bytes') - before) / MIB;
    return {
      ...{ history, violations, recoverySeconds: seconds },
      load: `${PER_SECOND} events/s, ${TENANTS} tenants, ${SCRIPTS.length} destinations`,
      injected: `bad answers for ${phaseMs / 1_000} s`,
      claims: [
        atMost('p99 of the well target meanwhile, times that before', p99Of(spoilt, healed) / p99Of(begun, spoilt), 2),
        atMost('MiB that the connector grew by', grown, GROWTH_MIB),
        atMost('seconds of the longest attempt', longest(history), TIMEOUT_SECONDS + 1),
        ...doubts(history),
      ],
    };
  },
};

const attemptsOf = ({ runs }: History, workflow?: string) =>
  runs
    .filter(({ workflow: { name } }) => workflow === undefined || name === workflow)
    .flatMap(({ steps }) => steps.flatMap(({ command }) => command?.attempts ?? []));

const longest = (history: History): number =>
  Math.max(
    ...attemptsOf(history).flatMap(({ startedAt, finishedAt }) =>
      startedAt === undefined ? [] : [(Date.parse(finishedAt) - Date.parse(startedAt)) / 1_000],
    ),
  );

const doubts = (history: History): readonly Claim[] =>
  SCRIPTS.flatMap(({ kind, isDoubtful }, line) => {
    if (isDoubtful !== true) return [];
    const unknown = attemptsOf(history, `line-${line}`).filter(({ outcome }) => outcome === 'unknown');
    return [atLeast(`attempts recorded as unknown (${kind})`, unknown.length, 1)];
  });
