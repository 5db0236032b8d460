import type { Connector, ReceiptOutcome } from '@hookswitch/connector-sdk';
import { MAX_EVENT_DATA_BYTES, type JsonObject, type ReceiptMessage, type Topics } from '@hookswitch/domain';
import { encodeEvent, type EventBus, type OutgoingRecord } from '@hookswitch/messaging';
import type { Ledger } from '@hookswitch/persistence';
import type { Logger } from '../logging/logger.js';
import type { ReceiptUrls } from '../receipts/receipt-urls.js';
import { jsonBytes } from './cap-output.js';
import type { ConnectionBook } from './connection-book.js';
import type { HostMetrics } from './host-metrics.js';
import type { CallPreparer } from './prepare-call.js';
import { Redactor } from './redact.js';

export interface ReceiptParts {
  readonly connector: Connector;
  readonly book: Pick<ConnectionBook, 'connectionById'>;
  readonly ledger: Pick<Ledger, 'find'>;
  readonly preparer: Pick<CallPreparer, 'openConnection'>;
  readonly receiptUrls: Pick<ReceiptUrls, 'absolute'>;
  readonly bus: Pick<EventBus, 'publish'>;
  readonly topics: Pick<Topics, 'events'>;
  readonly metrics: Pick<HostMetrics, 'receipt'>;
  readonly log: Logger;
}

/**
 * What providers report becomes events, once their signatures have been checked with the secrets of the connection. A receipt that comes
 * again is the same event again; one that is not the provider's is counted and logged, and that is all. Rejects when events cannot be published.
 */
export async function takeReceipts(parts: ReceiptParts, receipts: readonly ReceiptMessage[]): Promise<void> {
  const records: OutgoingRecord[] = [];
  for (const receipt of receipts) {
    const judged = await judge(parts, receipt);
    const sent = judged.kind === 'report' ? await sentOf(parts, receipt, judged.command) : receipt.sent;
    const outcome = judged.kind === 'report' && sent === undefined ? refused('command_unknown') : judged;
    parts.metrics.receipt(receipt.provider, outcome.kind);
    note(parts.log, receipt, outcome, sent);
    if (outcome.kind === 'report' && sent !== undefined) records.push(recordOf(parts, receipt, outcome, sent));
  }
  if (records.length > 0) await parts.bus.publish(records);
}

async function judge(
  { connector, book, preparer, receiptUrls, log }: ReceiptParts,
  receipt: ReceiptMessage,
): Promise<ReceiptOutcome> {
  const { tenant, provider, sent, method, headers } = receipt;
  const named = sent && { command: sent.command };
  const url = receiptUrls.absolute(receipt.target);
  if (!connector.receipt || url === undefined) return refused('receipts_off');
  const record = book.connectionById(tenant, receipt.connection);
  if (record === undefined) return refused('connection_missing');
  const redactor = new Redactor();
  const opened = await preparer.openConnection(tenant, record.name, redactor, []);
  if (!opened.ok || opened.value === undefined) return refused('connection_unusable');
  const body = Buffer.from(receipt.body, 'base64');
  const at = Date.parse(receipt.at);
  const call = { provider, ...named, method, url, headers, body, at, connection: opened.value };
  try {
    const outcome = connector.receipt(call);
    if (outcome.kind !== 'report') return outcome;
    const data = redactor.json(outcome.event.data) as JsonObject;
    if (jsonBytes(data) > MAX_EVENT_DATA_BYTES) return refused('too_large');
    return { ...outcome, event: { ...outcome.event, data } };
  } catch (error) {
    const reason = error instanceof Error ? error.name : typeof error;
    log.error('the connector threw over a receipt', { tenant, ...named, code: 'connector_error', reason });
    return refused('connector_error');
  }
}

type Sent = NonNullable<ReceiptMessage['sent']>;

/** What a URL of a whole connection cannot say: the ledger knows it of the command that the receipt names. */
async function sentOf(
  { ledger }: ReceiptParts,
  { sent, tenant }: ReceiptMessage,
  named: string | undefined,
): Promise<Sent | undefined> {
  if (sent !== undefined) return sent;
  if (named === undefined || !UUID.test(named)) return undefined;
  const [command] = await ledger.find([named]);
  if (command?.tenant !== tenant) return undefined;
  return { command: command.id, subject: command.event.subject, hopcount: command.hopcount ?? 0 };
}

function recordOf(
  { connector, topics }: ReceiptParts,
  { tenant, at }: ReceiptMessage,
  { state, event }: Extract<ReceiptOutcome, { kind: 'report' }>,
  { command, subject, hopcount }: Sent,
): OutgoingRecord {
  return encodeEvent(topics.events, {
    tenant,
    id: `${command}~${state}`,
    source: `/hookswitch/connectors/${connector.manifest.type}`,
    type: event.type,
    subject,
    time: at,
    data: { ...event.data, command },
    hopcount: hopcount + 1,
  });
}

function note(
  log: Logger,
  { tenant, provider }: ReceiptMessage,
  outcome: ReceiptOutcome,
  sent: Sent | undefined,
): void {
  const facts = { tenant, provider, ...(sent && { command: sent.command }), outcome: outcome.kind };
  if (outcome.kind === 'refused') log.warn('a delivery receipt was refused', { ...facts, reason: outcome.reason });
  else if (outcome.kind === 'ignored')
    log.debug('a delivery receipt says nothing new', { ...facts, reason: outcome.reason });
  else log.debug('took a delivery receipt', { ...facts, reason: outcome.state });
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const refused = (reason: string): ReceiptOutcome => ({ kind: 'refused', reason });
