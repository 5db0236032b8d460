import { eventually } from '@hookswitch/testing';
import { PARTITIONS } from '../../harness/services-environment.js';
import { beginLines, PATIENT } from '../begin.js';
import { conclude } from '../conclude.js';
import { atMost, type Claim, type Experiment } from '../experiment.js';
import { unrest } from '../history/at-rest.js';
import type { Lab } from '../lab.js';
import { movement } from '../history/from-database.js';
import { lay } from '../load/laid.js';
import { linesModel } from '../load/lines.js';
import { deleteGroup, resetToEarliest } from '../nemesis/consumer-group.js';
import { growth, Watch } from '../nemesis/vitals.js';
import { extraRequests } from '../measures.js';

const CONNECTOR = 'connector-http';
const EVENTS = 20_000;
/** About what the whole way does on two cores: `--minutes 34` is a million, for whose history the harness needs 8 GB (`NODE_OPTIONS=--max-old-space-size=8192`). */
const EVENTS_A_MINUTE = 30_000;
const LOOK_MS = 1_000;
const LONGEST_MS = 7_200_000;
const MOST_GROWTH = 0.25;

/** Commands pile up while nobody carries them out; afterwards all of them are read again twice, and done once. */
export const backlog: Experiment = {
  id: 'E26',
  title: 'a backlog is carried out, its offsets are reset, and its consumer group is deleted',
  lab: { destinations: 4 },
  async run(lab, { random, say, minutes }) {
    const count = minutes === undefined ? EVENTS : Math.round(minutes * EVENTS_A_MINUTE);
    const connector = lab.stack.service(CONNECTOR);
    const tenants = await beginLines(lab, 3, PATIENT);
    await connector.end();
    const sent = await lay(lab, { tenants, random, count, lines: lab.sink.urls.length, subjects: 500 });
    const planned = async () => (await runsIn(lab)) >= count;
    await eventually('every event being planned', planned, { timeoutMs: LONGEST_MS, everyMs: LOOK_MS });
    say(`${count} commands wait`);
    const watch = new Watch([connector, lab.stack.service('rules'), lab.stack.service('gateway')], LOOK_MS);
    connector.start();
    await connector.ready();
    const from = performance.now();
    const ids = tenants.map(({ id }) => id);
    const isDone = async () => (await movement(lab.pool, ids)).open === 0;
    await eventually('every command being carried out', isDone, { timeoutMs: LONGEST_MS, everyMs: LOOK_MS });
    const seconds = (performance.now() - from) / 1_000;
    watch.stop();
    say(`carried out within ${seconds.toFixed(0)} s`);
    await readAgain(lab, (group) => resetToEarliest(group, lab.stack.topics.commands('http'), PARTITIONS));
    await readAgain(lab, deleteGroup);
    const { history, violations } = await conclude(lab, { tenants, sent, model: linesModel() });
    return {
      ...{ history, violations, recoverySeconds: seconds },
      load: `${count} events laid into Kafka at once, 3 tenants, 4 destinations`,
      injected: 'the connector away; offsets reset to the earliest; group deleted',
      claims: [
        ...[...watch.seen].map(([name, seen]): Claim => {
          const { what, measured, holds } = atMost(`growth of memory of ${name}`, growth(seen, 'rssMb'), MOST_GROWTH);
          const most = Math.round(Math.max(...seen.map(({ rssMb }) => rssMb)));
          return { what, measured: `${measured}, at most ${most} MB`, holds };
        }),
        atMost('requests that were made twice', extraRequests(history), 0),
      ],
    };
  },
};

/** The connector stops, something is done to what it had read, and it comes back and reads until nothing is left. */
async function readAgain(
  lab: Lab,
  change: (group: { readonly broker: string; readonly group: string }) => Promise<void>,
): Promise<void> {
  const { stack } = lab;
  const connector = stack.service(CONNECTOR);
  await connector.end();
  await change({ broker: stack.brokers[0] ?? '', group: `${stack.prefix}.${CONNECTOR}` });
  connector.start();
  await connector.ready();
  const isRead = async () => (await unrest(lab)).length === 0;
  await eventually('everything being read again', isRead, { timeoutMs: LONGEST_MS, everyMs: LOOK_MS });
}

async function runsIn({ pool }: Lab): Promise<number> {
  const { rows } = await pool.query<{ readonly runs: number }>(
    "SELECT count(*)::int AS runs FROM history.runs WHERE subject <> 'probe'",
  );
  return rows[0]?.runs ?? 0;
}
