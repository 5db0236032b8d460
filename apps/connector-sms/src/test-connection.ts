import { send, type TestCall } from '@hookswitch/connector-sdk';
import type { TestOutcome } from '@hookswitch/domain';
import { readSending } from './account.js';

const MAX_PAGES = 10;

/** Tries the access key and looks for the sender, without sending anything. */
export async function testConnection({ connection, http, signal }: TestCall): Promise<TestOutcome> {
  const sending = readSending(connection);
  if ('error' in sending) return { ok: false, error: sending.error };
  const { provider, account, allowedHosts } = sending;
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const probe = provider.probe(account, page);
    if ('ok' in probe) return probe;
    const sent = await send(http, { ...probe, allowedHosts, signal });
    if ('outcome' in sent) return { ok: false, error: sent.outcome.error };
    const shown = provider.readProbe(sent.answer, account, Date.now());
    if ('ok' in shown) return shown;
  }
  const message = `The account has too many numbers to look for the sender.`;
  return { ok: false, error: { code: 'sender_not_listed', message, class: 'config' } };
}
