import { setTimeout as sleep } from 'node:timers/promises';
import { beginLines, PATIENT } from '../begin.js';
import { conclude } from '../conclude.js';
import { atLeast, atMost, type Experiment } from '../experiment.js';
import { outOfPlace, requestsOf } from '../figures.js';
import type { Ending, ServiceProcess } from '../../harness/service-process.js';
import { linesModel } from '../load/lines.js';
import { Stream } from '../load/stream.js';
import { extraRequests } from '../measures.js';

const PER_SECOND = 20;
const STEP_MS = 10_000;
const ROUNDS_A_MINUTE = 3;
const MOST = 4;
const TENANTS = 6;

/** Partitions change hands with every replica that comes or goes. */
export const scaling: Experiment = {
  id: 'E13',
  title: 'a connector is scaled from one replica to four and back, again and again',
  lab: { destinations: 2, replicas: { 'connector-http': MOST } },
  async run(lab, { random, say, minutes = 1 }) {
    const [, ...others] = [...lab.stack.services.values()].filter(({ options }) => options.app === 'connector-http');
    const endings: Ending[] = await Promise.all(others.map((service) => service.end()));
    const tenants = await beginLines(lab, TENANTS, PATIENT);
    const { urls } = lab.stack;
    const stream = new Stream({ urls, tenants, random: random.fork(), perSecond: PER_SECOND, lines: 2 });
    await sleep(STEP_MS);
    const [from, before] = [performance.now(), requestsOf(lab)];
    const rounds = Math.ceil(minutes * ROUNDS_A_MINUTE);
    for (let round = 1; round <= rounds; round += 1) {
      await up(others);
      say(`${MOST} replicas, round ${round} of ${rounds}`);
      await sleep(STEP_MS);
      endings.push(...(await Promise.all(others.map((service) => service.end()))));
      await sleep(STEP_MS);
    }
    const perSecond = ((requestsOf(lab) - before) / (performance.now() - from)) * 1_000;
    await stream.stop();
    const { history, violations, seconds } = await conclude(lab, { tenants, sent: stream.sent, model: linesModel() });
    const bad = endings.filter(({ code }) => code !== 0).length;
    return {
      ...{ history, violations, recoverySeconds: seconds },
      load: `${PER_SECOND} events/s, ${TENANTS} tenants, 2 destinations`,
      injected: `1 to ${MOST} to 1 replicas, ${rounds} times, ${STEP_MS / 1_000} s of each`,
      claims: [
        atLeast('of what comes in is done meanwhile', perSecond / PER_SECOND, 0.5),
        atMost('requests that were made twice', extraRequests(history), 0),
        atMost('requests out of place', outOfPlace(lab.sink.kept()), 0),
        atMost(`of ${endings.length} replicas that ended otherwise than with 0`, bad, 0),
      ],
    };
  },
};

async function up(services: readonly ServiceProcess[]): Promise<void> {
  for (const service of services) service.start();
  await Promise.all(services.map((service) => service.ready()));
}
