import type { ReceiptCall, ReceiptOutcome } from '@hookswitch/connector-sdk';
import type { JsonObject } from '@hookswitch/domain';
import { readSending } from '../account.js';
import type { SmsReport } from '../provider.js';

/** What a provider's receipt comes to: an event, or nothing. */
export function readReceipt(receipt: ReceiptCall): ReceiptOutcome {
  const sending = readSending(receipt.connection);
  if ('error' in sending) return refused(sending.error.code);
  const { provider, account } = sending;
  // The connection has changed since.
  if (provider.name !== receipt.provider) return refused('another_provider');
  const key = provider.receipts?.key(account);
  if (!provider.receipts || key === undefined) return refused('signing_key_missing');
  const report = provider.receipts.read(receipt, key, account);
  if ('refused' in report) return refused(report.refused);
  if (report.status === 'underway') return { kind: 'ignored', reason: 'underway' };
  const recipient = e164(report.recipient);
  if (recipient === undefined) return refused('unreadable');
  const data = { ...dataOf(report, receipt), recipient };
  const event = { type: `message.${report.status}`, data };
  return {
    kind: 'report',
    state: report.status,
    event,
    ...(report.command !== undefined && { command: report.command }),
  };
}

function dataOf({ messageId, sender, error, status }: SmsReport, { provider }: ReceiptCall): JsonObject {
  const from = e164(sender) ?? sender;
  return {
    message_id: messageId,
    channel: 'sms',
    provider,
    ...(from !== undefined && { sender: from }),
    ...(status === 'undelivered' && error && { error }),
  };
}

/** Providers write numbers with and without the plus. */
function e164(number: string | undefined): string | undefined {
  const [, digits] = /^\s*\+?([1-9]\d{6,14})$/.exec(number ?? '') ?? [];
  return digits === undefined ? undefined : `+${digits}`;
}

const refused = (reason: string): ReceiptOutcome => ({ kind: 'refused', reason });
