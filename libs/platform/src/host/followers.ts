import type { StatusRecord, Topics } from '@hookswitch/domain';
import {
  decodeMessage,
  type BusRecord,
  type Consumption,
  type EventBus,
  type FollowOptions,
} from '@hookswitch/messaging';
import type { Logger } from '../logging/logger.js';
import type { Attention } from './attention.js';
import { refOf, type ConnectionBook } from './connection-book.js';
import { patiently } from './patiently.js';
import type { StatusReporter } from './status-reporter.js';

export interface FollowerParts {
  readonly type: string;
  readonly bus: EventBus;
  readonly topics: Topics;
  readonly book: ConnectionBook;
  readonly attention: Attention;
  readonly reporter: StatusReporter;
  readonly log: Logger;
  readonly fatal: (error: unknown) => void;
  /** Commands that waited for a connection may go on. */
  readonly onMended: () => void;
}

/** Resolves once the topic has been read up to its present end. */
async function follow(
  parts: FollowerParts,
  topic: string,
  onRecord: (record: BusRecord, key: string) => void,
): Promise<Consumption> {
  const caughtUp = Promise.withResolvers<undefined>();
  const options: FollowOptions = {
    topic,
    onRecords: (records) => {
      for (const record of records) onRecord(record, record.key?.toString() ?? '');
    },
    onCaughtUp: () => caughtUp.resolve(undefined),
    onError: (error) => parts.log.warn('following a topic failed and is tried again', { topic, error }),
    onDied: (error) => {
      caughtUp.reject(error);
      parts.fatal(error);
    },
  };
  const following = await patiently(`following ${topic}`, () => parts.bus.follow(options), parts.log);
  await caughtUp.promise;
  return following;
}

/** Connections and loose secrets: the newest revision of each. */
export function followConnections(parts: FollowerParts): Promise<Consumption> {
  const { book, attention, log } = parts;
  return follow(parts, parts.topics.connections, (record, key) => {
    const ref = record.value === null ? removed(book, key) : put(book, record, log);
    if (ref !== undefined && attention.recheck(ref)) parts.onMended();
  });
}

function removed(book: ConnectionBook, ref: string): string | undefined {
  return book.remove(ref) ? ref : undefined;
}

function put(book: ConnectionBook, record: BusRecord, log: Logger): string | undefined {
  const decoded = decodeMessage('connection', record);
  if (decoded.ok) return book.put(decoded.value) ? refOf(decoded.value) : undefined;
  const { topic, partition, offset } = record;
  log.error('a connection record cannot be read', { topic, partition, offset, reason: decoded.error.code });
  return undefined;
}

/** Keys whose breaker is open, as the status topic has it. */
export type OpenBreakers = Set<string>;
const TEST_KEPT_MS = 60_000;

/** What other processes of this connector type have found, and what this one found before it was started anew. */
export function followStatus(parts: FollowerParts, openBreakers: OpenBreakers): Promise<Consumption> {
  return follow(parts, parts.topics.status, (record, key) => {
    const [type, kind, ...rest] = key.split('|');
    const about = rest.join('|');
    if (type !== parts.type) return;
    if (record.value === null) return allIsWell(parts, openBreakers, kind, about);
    const decoded = decodeMessage('status', record);
    if (decoded.ok) return heard(parts, openBreakers, decoded.value, about);
    const { topic, partition, offset } = record;
    parts.log.error('a status record cannot be read', { topic, partition, offset, reason: decoded.error.code });
  });
}

function allIsWell(
  { attention, onMended }: FollowerParts,
  openBreakers: OpenBreakers,
  kind: string | undefined,
  about: string,
): void {
  if (kind === 'breaker_open') openBreakers.delete(about);
  if (kind === 'needs_attention' && attention.settled(about)) onMended();
}

function heard(
  { attention, reporter }: FollowerParts,
  openBreakers: OpenBreakers,
  record: StatusRecord,
  about: string,
): void {
  if (record.kind === 'needs_attention') attention.heard(record);
  else if (record.kind === 'breaker_open') openBreakers.add(about);
  // Its process went before it could clear it away.
  else if (Date.now() - Date.parse(record.at) > TEST_KEPT_MS) reporter.set('test', about, undefined);
}
