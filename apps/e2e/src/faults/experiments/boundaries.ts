import { eventually } from '@hookswitch/testing';
import type { ServiceId } from '../../harness/stack.js';
import { beginLines } from '../begin.js';
import { BOUNDARIES, hasFired, planted, type Boundary } from '../boundaries/boundaries.js';
import { conclude } from '../conclude.js';
import type { Experiment } from '../experiment.js';
import type { Lab } from '../lab.js';
import { linesModel } from '../load/lines.js';
import { Stream } from '../load/stream.js';

const PER_SECOND = 20;
const TENANTS = 8;
/** Whose turn it is to die where; services die beside each other. */
const DEATHS: readonly (readonly [service: ServiceId, places: readonly Boundary[]])[] = [
  ['connector-http', ['C1', 'C3', 'C5', 'C7']],
  ['connector-http#2', ['C2', 'C4', 'C6']],
  ['rules', ['R1', 'R2']],
  ['gateway', ['G1', 'W1']],
];
const LONGEST_MS = 60_000;

/** Between any two steps that are durable by themselves a process may end. */
export const boundaries: Experiment = {
  id: 'boundaries',
  title: 'a process dies between any two of its durable steps',
  isShort: true,
  lab: { destinations: 2, replicas: { 'connector-http': 2 }, env: { HOOKSWITCH_LEASE_SECONDS: '3' } },
  async run(lab, { random, say }) {
    const { urls } = lab.stack;
    const tenants = await beginLines(lab, TENANTS);
    const stream = new Stream({ urls, tenants, random: random.fork(), perSecond: PER_SECOND, lines: 2 });
    try {
      await Promise.all(DEATHS.map(([id, places]) => dieInTurn(lab, id, places, say)));
    } finally {
      await stream.stop();
    }
    const { history, violations, seconds } = await conclude(lab, { tenants, sent: stream.sent, model: linesModel() });
    const reached = DEATHS.flatMap(([id, places]) => places.filter((place) => hasFired(lab.stack.service(id), place)));
    const wanted = Object.keys(BOUNDARIES).length;
    return {
      ...{ history, violations, recoverySeconds: seconds },
      load: `${PER_SECOND} events/s, ${TENANTS} tenants, 2 destinations`,
      injected: `a death at each of ${wanted} places`,
      claims: [
        { what: `places reached, all ${wanted}`, measured: reached.join(' '), holds: reached.length === wanted },
      ],
    };
  },
};

/** Each start of the service but the last ends at one of the places. */
async function dieInTurn(
  { stack }: Lab,
  id: ServiceId,
  places: readonly Boundary[],
  say: (text: string) => void,
): Promise<void> {
  const service = stack.service(id);
  await service.end();
  for (const place of places) {
    service.start(planted(place));
    await eventually(`${id} dying at ${place}`, () => !service.isRunning, { timeoutMs: LONGEST_MS });
    if (!hasFired(service, place))
      throw new Error(`${id} ended before it came to ${place}: ${service.options.logFile}`);
    say(`${id} died at ${place}`);
  }
  service.start();
  await service.ready();
}
