import { defineConnector, send } from '@hookswitch/connector-sdk';
import { readSending } from './account.js';
import { smsManifest } from './manifest.js';
import { readMessage } from './message.js';
import { readReceipt } from './receipts/read-receipt.js';
import type { SmsParams } from './sms-params.js';
import { testConnection } from './test-connection.js';

/** The action `sms`: one text message over the provider of the connection. */
export const smsConnector = defineConnector<SmsParams>({
  manifest: smsManifest,
  test: testConnection,
  receipt: readReceipt,

  async perform({ params, connection, http, signal, command, idempotencyKey, receiptUrl, now }) {
    const sending = readSending(connection, params);
    if ('error' in sending) return sending;
    const message = readMessage(command.id, params, sending.countries);
    if ('error' in message) return message;
    const { provider, account, allowedHosts } = sending;
    // Receipts are checked with the connection, and credentials of the action are another account's.
    const { receipts } = provider;
    const reports = params.authorization === undefined && !receipts?.perAccount && receipts?.key(account) !== undefined;
    const url = reports ? receiptUrl?.(provider.name) : undefined;
    const request = provider.send({ ...message, ...(url !== undefined && { receiptUrl: url }) }, account);
    if ('error' in request) return request;
    const sent = await send(http, {
      ...request,
      // No provider knows it; it costs nothing and helps whoever reads its log.
      headers: { ...request.headers, 'Idempotency-Key': idempotencyKey },
      allowedHosts,
      timeoutMs: command.timeoutMs,
      signal,
      ownConnection: true,
    });
    return 'outcome' in sent ? sent.outcome : provider.read(sent.answer, message, account, now());
  },
});
