import { send, type TestCall } from '@hookswitch/connector-sdk';
import type { TestOutcome } from '@hookswitch/domain';
import { readSending, type Sending } from './account.js';

const MAX_PAGES = 10;

/** Tries the access key and looks for the sender, without sending anything. */
export async function testConnection(call: TestCall): Promise<TestOutcome> {
  const sending = readSending(call.connection);
  if ('error' in sending) return { ok: false, error: sending.error };
  const outcome = await tried(call, sending);
  return outcome.ok ? { ok: true, message: `${outcome.message}${receiptsOf(call, sending)}` } : outcome;
}

/** What a person must do so that the account reports; '' where messages say it themselves. */
function receiptsOf(call: TestCall, { provider, account }: Sending): string {
  const { receipts, name, title } = provider;
  if (!receipts?.perAccount || receipts.key(account) === undefined) return '';
  const url = call.receiptUrl?.(name);
  return url === undefined
    ? ''
    : ` For delivery receipts, let the settings of the account at ${title} name this URL: ${url}`;
}

async function tried({ http, signal }: TestCall, sending: Sending): Promise<TestOutcome> {
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
