import { slackApi, type SlackAccess } from './slack-api.js';

/** A message that was sent must not wait long for its address: a crash meanwhile would leave its outcome unknown. */
const TIMEOUT_MS = 3_000;

/** The address of a message; null when Slack does not say. Never rejects: the message is there already. */
export async function permalinkOf(
  access: SlackAccess,
  { channel, ts }: { readonly channel: string; readonly ts: string },
): Promise<string | null> {
  const timeoutMs = Math.min(TIMEOUT_MS, access.timeoutMs ?? TIMEOUT_MS);
  // The idempotency key is the message's.
  const api = slackApi({ ...access, headers: {}, timeoutMs });
  try {
    const { permalink } = await api.client.chat.getPermalink({ channel, message_ts: ts });
    return typeof permalink === 'string' && permalink !== '' ? permalink : null;
  } catch {
    return null;
  }
}
