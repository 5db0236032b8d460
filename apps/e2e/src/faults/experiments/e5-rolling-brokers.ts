import { disturbed } from '../disturbed.js';
import { atMost, type Experiment } from '../experiment.js';
import { missingForGround, type GroundWanted } from '../ground/ground.js';
import { allInSync } from '../ground/in-sync.js';

const GROUND: GroundWanted = { brokers: 3 };
const MAX_REFUSED = 0.01;

/** As when brokers are updated: each is stopped in good order when the copies of the one before are whole again. At last one dies instead. */
export const rollingBrokers: Experiment = {
  id: 'E5',
  title: 'three brokers are restarted one after the other, and one is killed and comes back',
  lab: { ground: GROUND },
  missing: () => missingForGround(GROUND),
  async run(lab, order) {
    const cluster = lab.own?.cluster;
    if (!cluster) throw new Error('E5 needs brokers of its own');
    const until = Date.now() + (order.minutes ?? 0) * 60_000;
    let restarts = 0;
    let told: ReadonlyMap<number, number> = new Map();
    const found = await disturbed(lab, order, {
      async fault({ stream }) {
        do {
          for (const node of cluster.nodes) {
            await node.stop();
            await node.start();
            await allInSync(cluster.brokers);
            restarts += 1;
            order.say(`${restarts} restarts`);
          }
        } while (Date.now() < until);
        told = new Map(stream.answers);
        const [first] = cluster.nodes;
        await first?.kill();
        await first?.start();
        await allInSync(cluster.brokers);
      },
    });
    order.say(`answers by status: ${words(told)}, and after the kill: ${words(found.stream.answers)}`);
    const reordered = found.violations.filter(({ rule }) => rule === 'order').length;
    const ended = found.history.runs.filter(({ status }) => status !== 'running').length;
    return {
      ...found,
      injected: `${restarts} restarts and 1 kill of brokers`,
      claims: [
        atMost('share of answers but 202 during restarts', 1 - (told.get(202) ?? 0) / all(told), MAX_REFUSED),
        atMost('first attempts out of order', reordered, 0),
        atMost('acknowledged events without an end', found.stream.acked - ended, 0),
      ],
    };
  },
};

const all = (answers: ReadonlyMap<number, number>): number =>
  [...answers.values()].reduce((sum, count) => sum + count, 0);

const words = (answers: ReadonlyMap<number, number>): string =>
  [...answers].map(([status, count]) => `${count} x ${status}`).join(', ');
