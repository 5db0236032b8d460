import { setTimeout as sleep } from 'node:timers/promises';
import type { Ending } from '../../harness/service-process.js';
import type { ServiceId } from '../../harness/stack.js';
import { beginLines, PATIENT } from '../begin.js';
import { conclude } from '../conclude.js';
import { atLeast, atMost, type Claim, type Experiment } from '../experiment.js';
import { longestWay, outOfPlace } from '../figures.js';
import { startBalancer } from '../ground/balancer.js';
import type { Lab } from '../lab.js';
import { linesModel } from '../load/lines.js';
import { Stream } from '../load/stream.js';
import { extraRequests } from '../measures.js';

const PER_SECOND = 20;
const TENANTS = 6;
const PAUSE_MS = 2_000;
const LONGEST_WAY_S = 5;
const APPS = ['gateway', 'rules', 'connector-http', 'connector-sms', 'connector-slack', 'connector-stt'] as const;

/** What a rolling update does: each process is asked to stop in its turn, and another takes its place. */
export const rollingRestart: Experiment = {
  id: 'E3',
  title: 'every service is stopped and started in its turn, with two replicas of each',
  lab: { destinations: 2, replicas: Object.fromEntries(APPS.map((app) => [app, 2])) },
  async run(lab, { random, say }) {
    const balancer = await startBalancer(gatewaysOf(lab));
    try {
      const tenants = await beginLines(lab, TENANTS, PATIENT);
      const urls = [balancer.url];
      const stream = new Stream({ urls, tenants, random: random.fork(), perSecond: PER_SECOND, lines: 2 });
      await sleep(PAUSE_MS);
      const endings = await rolled(lab, say);
      await sleep(PAUSE_MS);
      await stream.stop();
      const { history, violations, seconds } = await conclude(lab, { tenants, sent: stream.sent, model: linesModel() });
      return {
        ...{ history, violations, recoverySeconds: seconds },
        load: `${PER_SECOND} events/s, ${TENANTS} tenants, 2 destinations`,
        injected: `SIGTERM of ${endings.length} processes, one after the other`,
        claims: [
          ...failures(stream),
          atMost('requests that were made twice', extraRequests(history), 0),
          atMost('requests out of place', outOfPlace(lab.sink.kept()), 0),
          atMost('processes that ended otherwise than with 0', endings.filter(({ code }) => code !== 0).length, 0),
          atLeast('processes that were stopped', endings.length, 2 * APPS.length),
          atMost('seconds of the longest way to a target', longestWay(history), LONGEST_WAY_S),
        ],
      };
    } finally {
      await balancer.close();
    }
  },
};

const gatewaysOf = ({ stack }: Lab) =>
  stack.urls.map((url, index) => {
    const service = stack.service(index === 0 ? 'gateway' : `gateway#${index + 1}`);
    return { url, readyUrl: service.options.readyUrl };
  });

async function rolled({ stack }: Lab, say: (text: string) => void): Promise<readonly Ending[]> {
  const endings: Ending[] = [];
  for (const app of APPS)
    for (const id of [app, `${app}#2`] satisfies ServiceId[]) {
      const service = stack.service(id);
      const from = performance.now();
      endings.push(await service.end());
      say(`${id} has ended after ${((performance.now() - from) / 1_000).toFixed(1)} s`);
      service.start();
      await service.ready();
      await sleep(PAUSE_MS);
    }
  return endings;
}

/** Whatever its sender had to send again. */
function failures({ answers }: Stream): readonly Claim[] {
  const others = [...answers].filter(([status]) => status !== 202);
  const count = others.reduce((sum, [, times]) => sum + times, 0);
  const told = others.map(([status, times]) => `${times} x ${status === 0 ? 'no answer' : status}`).join(', ');
  return [{ what: 'requests of senders that failed, 0', measured: told || '0', holds: count === 0 }];
}
