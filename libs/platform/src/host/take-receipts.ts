import type { Connector, ReceiptOutcome } from '@hookswitch/connector-sdk';
import { MAX_EVENT_DATA_BYTES, type JsonObject, type ReceiptMessage, type Topics } from '@hookswitch/domain';
import { encodeEvent, type EventBus, type OutgoingRecord } from '@hookswitch/messaging';
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
    const outcome = await judge(parts, receipt);
    parts.metrics.receipt(receipt.provider, outcome.kind);
    note(parts.log, receipt, outcome);
    if (outcome.kind === 'report') records.push(recordOf(parts, receipt, outcome));
  }
  if (records.length > 0) await parts.bus.publish(records);
}

async function judge(
  { connector, book, preparer, receiptUrls, log }: ReceiptParts,
  receipt: ReceiptMessage,
): Promise<ReceiptOutcome> {
  const { tenant, provider, command, method, headers } = receipt;
  const url = receiptUrls.absolute(receipt.target);
  if (!connector.receipt || url === undefined) return refused('receipts_off');
  const record = book.connectionById(tenant, receipt.connection);
  if (record === undefined) return refused('connection_missing');
  const redactor = new Redactor();
  const opened = await preparer.openConnection(tenant, record.name, redactor, []);
  if (!opened.ok || opened.value === undefined) return refused('connection_unusable');
  const body = Buffer.from(receipt.body, 'base64');
  const call = { provider, command, method, url, headers, body, at: Date.parse(receipt.at), connection: opened.value };
  try {
    const outcome = connector.receipt(call);
    if (outcome.kind !== 'report') return outcome;
    const data = redactor.json(outcome.event.data) as JsonObject;
    if (jsonBytes(data) > MAX_EVENT_DATA_BYTES) return refused('too_large');
    return { ...outcome, event: { ...outcome.event, data } };
  } catch (error) {
    const reason = error instanceof Error ? error.name : typeof error;
    log.error('the connector threw over a receipt', { tenant, command, code: 'connector_error', reason });
    return refused('connector_error');
  }
}

function recordOf(
  { connector, topics }: ReceiptParts,
  { tenant, command, subject, hopcount, at }: ReceiptMessage,
  { state, event }: Extract<ReceiptOutcome, { kind: 'report' }>,
): OutgoingRecord {
  return encodeEvent(topics.events, {
    tenant,
    id: `${command}~${state}`,
    source: `/hookswitch/connectors/${connector.manifest.type}`,
    type: event.type,
    subject,
    time: at,
    data: event.data,
    hopcount: hopcount + 1,
  });
}

function note(log: Logger, { tenant, provider, command }: ReceiptMessage, outcome: ReceiptOutcome): void {
  const facts = { tenant, provider, command, outcome: outcome.kind };
  if (outcome.kind === 'refused') log.warn('a delivery receipt was refused', { ...facts, reason: outcome.reason });
  else if (outcome.kind === 'ignored')
    log.debug('a delivery receipt says nothing new', { ...facts, reason: outcome.reason });
  else log.debug('took a delivery receipt', { ...facts, reason: outcome.state });
}

const refused = (reason: string): ReceiptOutcome => ({ kind: 'refused', reason });
