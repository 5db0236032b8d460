import { createKafkaBus, type EventBus } from '@hookswitch/messaging';
import { ledgerSchema } from '@hookswitch/platform';
import { CONNECTOR_TYPES } from '../../harness/stack.js';
import type { Lab } from '../lab.js';
import type { Violation } from './checker.js';

/** What a system that has come to rest has left undone: attempts under way, results that nobody has published, records that nobody has read. */
export async function unrest({ pool, stack }: Lab): Promise<readonly Violation[]> {
  const bus = createKafkaBus({ brokers: [...stack.brokers], clientId: 'faults-at-rest' });
  try {
    return [...(await ledgers(pool)), ...(await lags(bus, stack))];
  } finally {
    await bus.close();
  }
}

async function ledgers(pool: Lab['pool']): Promise<readonly Violation[]> {
  const found = await Promise.all(
    CONNECTOR_TYPES.map(async (type) => {
      const schema = ledgerSchema(type);
      const { rows } = await pool.query<{ readonly running: number; readonly unpublished: number }>(
        `SELECT (SELECT count(*)::int FROM ${schema}.commands WHERE state = 'running') AS running,
                (SELECT count(*)::int FROM ${schema}.outbox) AS unpublished`,
      );
      return Object.entries(rows[0] ?? {}).map(([what, count]) => ({ what: `${count} ${what} of ${type}`, count }));
    }),
  );
  return found.flat().flatMap(({ what, count }) => (count === 0 ? [] : [{ rule: 'unrest', what }]));
}

async function lags(bus: EventBus, { prefix, topics }: Lab['stack']): Promise<readonly Violation[]> {
  const read: readonly (readonly [group: string, topic: string])[] = [
    ...[topics.events, topics.results].map((topic) => ['rules', topic] as const),
    ...[topics.events, topics.runs, topics.results, topics.deadletters].map((topic) => ['recorder', topic] as const),
    ...CONNECTOR_TYPES.flatMap((type) =>
      [topics.commands(type), topics.control(type)].map((topic) => [`connector-${type}`, topic] as const),
    ),
  ];
  const found = await Promise.all(
    read.map(async ([group, topic]) => {
      const [committed, ends] = [await bus.committed(`${prefix}.${group}`, topic), await bus.offsets(topic)];
      const behind = ends.reduce(
        (sum, { first, next }, partition) => sum + next - (committed.get(partition)?.offset ?? first),
        0,
      );
      return behind === 0
        ? []
        : [{ rule: 'unrest' as const, what: `${behind} records of ${topic} not read by ${group}` }];
    }),
  );
  return found.flat();
}
