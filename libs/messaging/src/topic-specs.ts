import type { Topics } from '@hookswitch/domain';
import { MAX_DEAD_LETTER_BYTES } from './messages/dead-letter.js';
import type { TopicSpec } from './port.js';

const DAY = 86_400_000;
/** Of an installation that does not choose. */
export const DEFAULT_PARTITIONS = 12;

export interface TopicSizes {
  /** Of each topic that is shared out; never changed in place. */
  readonly partitions: number;
  readonly connectorTypes: readonly string[];
}

/** Every topic of an installation. All are stamped by the broker: planning and retention go by its clock. */
export function topicSpecs(topics: Topics, { partitions, connectorTypes }: TopicSizes): readonly TopicSpec[] {
  const log = (name: string, days: number, count = partitions): TopicSpec => ({
    name,
    partitions: count,
    cleanup: 'delete',
    retentionMs: days * DAY,
    timestamps: 'broker',
  });
  const table = (name: string, count: number): TopicSpec => ({
    name,
    partitions: count,
    cleanup: 'compact',
    timestamps: 'broker',
  });
  return [
    log(topics.events, 7),
    log(topics.results, 7),
    // One partition per partition that rules reads: events first, then results.
    log(topics.runs, 7, 2 * partitions),
    ...connectorTypes.flatMap((type) => [log(topics.commands(type), 7), log(topics.control(type), 7)]),
    { ...log(topics.deadletters, 30), maxRecordBytes: MAX_DEAD_LETTER_BYTES + (64 << 10) },
    table(topics.workflows, partitions),
    table(topics.connections, partitions),
    table(topics.tenants, 1),
    table(topics.connectors, 1),
    table(topics.status, 1),
  ];
}
