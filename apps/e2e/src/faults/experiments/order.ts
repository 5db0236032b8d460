import { beginLines, PATIENT } from '../begin.js';
import { conclude } from '../conclude.js';
import { atMost, type Experiment } from '../experiment.js';
import { outOfPlace } from '../figures.js';
import { lay } from '../load/laid.js';
import { linesModel } from '../load/lines.js';
import { extraRequests } from '../measures.js';

const EVENTS = 20_000;
const CALLS = 100;
const LATENCIES_MS = [5, 50];

/** Where the requests arrive, not where they are sent: two that leave one after the other may overtake each other on the way. */
export const order: Experiment = {
  id: 'order',
  title: 'requests for one call arrive in the order of its events',
  lab: { destinations: LATENCIES_MS.length },
  async run(lab, { random }) {
    const tenants = await beginLines(lab, 2, PATIENT);
    for (const [destination, afterMs] of LATENCIES_MS.entries())
      await lab.sink.set(destination, { kind: 'answer', status: 200, afterMs });
    const sent = await lay(lab, { tenants, random, count: EVENTS, lines: LATENCIES_MS.length, subjects: CALLS });
    const { history, violations, seconds } = await conclude(lab, { tenants, sent, model: linesModel() });
    return {
      ...{ history, violations, recoverySeconds: seconds },
      load: `${EVENTS} events of ${2 * CALLS} calls laid into Kafka at once, targets of ${LATENCIES_MS.join(' and ')} ms`,
      injected: 'nothing',
      claims: [
        atMost(`of ${EVENTS} requests out of place`, outOfPlace(lab.sink.kept()), 0),
        atMost('requests that were made twice', extraRequests(history), 0),
      ],
    };
  },
};
