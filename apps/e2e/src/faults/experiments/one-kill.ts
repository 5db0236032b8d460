import { eventually } from '@hookswitch/testing';
import { beginLines } from '../begin.js';
import { conclude } from '../conclude.js';
import { atMost, type Experiment } from '../experiment.js';
import { lay } from '../load/laid.js';
import { linesModel } from '../load/lines.js';
import { requestsOf } from '../figures.js';
import { extraRequests } from '../measures.js';

const EVENTS = 10_000;
const CONNECTOR = 'connector-http';
const ANSWER = { kind: 'answer', status: 200, afterMs: 20 } as const;
/** Twice as many as a connector has under way at most. */
const MOST_REPEATED = 128;

/** What the process had under way when it died is the most that can come twice, however much was waiting. */
export const oneKill: Experiment = {
  id: 'one-kill',
  title: 'a connector is killed in the middle of 10,000 commands',
  lab: { destinations: 4, env: { HOOKSWITCH_LEASE_SECONDS: '3' } },
  async run(lab, { random, say }) {
    const tenants = await beginLines(lab, 2);
    for (const destination of lab.sink.urls.keys()) await lab.sink.set(destination, ANSWER, { dedupe: false });
    const sent = await lay(lab, { tenants, random, count: EVENTS, lines: lab.sink.urls.length });
    await eventually('the middle', () => requestsOf(lab) >= EVENTS / 2, { timeoutMs: 300_000, everyMs: 200 });
    const service = lab.stack.service(CONNECTOR);
    await service.stop('SIGKILL');
    say(`killed after ${requestsOf(lab)} requests`);
    service.start();
    await service.ready();
    const { history, violations, seconds } = await conclude(lab, { tenants, sent, model: linesModel() });
    return {
      ...{ history, violations, recoverySeconds: seconds },
      load: `${EVENTS} events laid into Kafka at once, 2 tenants, 4 destinations of 20 ms`,
      injected: 'one SIGKILL of the only connector',
      claims: [atMost('requests that were made twice', extraRequests(history), MOST_REPEATED)],
    };
  },
};
