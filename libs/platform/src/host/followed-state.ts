import { SNAPSHOT_KEY, type StatusRecord } from '@hookswitch/domain';
import { decodeMessage, type BusRecord } from '@hookswitch/messaging';
import type { Logger } from '../logging/logger.js';
import type { Attention } from './attention.js';
import { refOf, type ConnectionBook } from './connection-book.js';
import type { StatusReporter } from './status-reporter.js';
import type { SuspendedTenants } from './suspended-tenants.js';

export interface StateParts {
  readonly type: string;
  readonly book: ConnectionBook;
  readonly attention: Attention;
  readonly reporter: StatusReporter;
  readonly openBreakers: OpenBreakers;
  readonly suspended: SuspendedTenants;
  readonly log: Logger;
  /** Commands that waited for a connection may go on. */
  readonly onMended: () => void;
  /** Commands that waited for their tenant may go on. */
  readonly onResumed: () => void;
}

/** Keys whose breaker is open, as the status topic has it. */
export type OpenBreakers = Set<string>;
const TEST_KEPT_MS = 60_000;

/** Connections and loose secrets: the newest revision of each. */
export function takeConnections(parts: StateParts, records: readonly BusRecord[]): void {
  const { book, attention, log, onMended } = parts;
  for (const record of records) {
    const ref = record.value === null ? removed(book, keyOf(record)) : put(book, record, log);
    if (ref !== undefined && attention.recheck(ref)) onMended();
  }
}

/** Whose commands wait until the tenant may go on. */
export function takeTenants({ suspended, log, onResumed }: StateParts, records: readonly BusRecord[]): void {
  for (const record of records) {
    if (record.value === null || keyOf(record) === SNAPSHOT_KEY) continue;
    const decoded = decodeMessage('tenant', record);
    if (!decoded.ok) {
      const { topic, partition, offset } = record;
      log.error('a tenant record cannot be read', { topic, partition, offset, reason: decoded.error.code });
    } else if (suspended.put(decoded.value)) onResumed();
  }
}

/**
 * What other processes of this connector type have found, and what this one found before it was started anew. Judged by the revisions of
 * connections, so these are read first.
 */
export function takeStatus(parts: StateParts, records: readonly BusRecord[]): void {
  for (const record of records) {
    const [type, kind, ...rest] = keyOf(record).split('|');
    if (type === parts.type) takeOneStatus(parts, record, kind, rest.join('|'));
  }
}

function takeOneStatus(parts: StateParts, record: BusRecord, kind: string | undefined, about: string): void {
  if (record.value === null) return allIsWell(parts, kind, about);
  const decoded = decodeMessage('status', record);
  if (decoded.ok) return heard(parts, decoded.value, about);
  const { topic, partition, offset } = record;
  parts.log.error('a status record cannot be read', { topic, partition, offset, reason: decoded.error.code });
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

function allIsWell({ attention, openBreakers, onMended }: StateParts, kind: string | undefined, about: string): void {
  if (kind === 'breaker_open') openBreakers.delete(about);
  if (kind === 'needs_attention' && attention.settled(about)) onMended();
}

function heard({ attention, openBreakers, reporter }: StateParts, record: StatusRecord, about: string): void {
  if (record.kind === 'needs_attention') attention.heard(record);
  else if (record.kind === 'breaker_open') openBreakers.add(about);
  // Its process went before it could clear it away.
  else if (Date.now() - Date.parse(record.at) > TEST_KEPT_MS) reporter.set('test', about, undefined);
}

const keyOf = ({ key }: BusRecord): string => key?.toString() ?? '';
