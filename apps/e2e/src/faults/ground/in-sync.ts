import { spawnSync } from 'node:child_process';
import { eventually } from '@hookswitch/testing';

interface Metadata {
  readonly topics: readonly { readonly partitions: readonly Partition[] }[];
}

interface Partition {
  readonly leader: number;
  readonly replicas: readonly unknown[];
  readonly isrs: readonly unknown[];
}

const LONGEST_MS = 120_000;

/** Waits until every copy of every partition is up to date, as a person who restarts brokers one after the other does. */
export const allInSync = (brokers: readonly string[]): Promise<true> =>
  eventually('all copies in sync', () => partitions(brokers).every(isWhole) || undefined, {
    timeoutMs: LONGEST_MS,
    everyMs: 500,
  });

const isWhole = ({ leader, replicas, isrs }: Partition): boolean => leader >= 0 && replicas.length === isrs.length;

/** None where nobody answers, which no cluster in use has. */
function partitions(brokers: readonly string[]): readonly Partition[] {
  const { stdout, status } = spawnSync('kcat', ['-L', '-J', '-m', '5', '-b', brokers.join(',')], { encoding: 'utf8' });
  const found = status === 0 ? (JSON.parse(stdout) as Metadata).topics.flatMap((topic) => topic.partitions) : [];
  return found.length > 0 ? found : [{ leader: -1, replicas: [], isrs: [] }];
}
