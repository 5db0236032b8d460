import { createHmac } from 'node:crypto';

/** `webhook-signature` of Standard Webhooks: one for each secret, so that a receiver can change its own in peace. */
export const signature = (
  secrets: string,
  { id, at, body }: { readonly id: string; readonly at: number; readonly body: string },
): string =>
  secrets
    .split(/\s+/)
    .filter(Boolean)
    .map((secret) => `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${at}.${body}`).digest('base64')}`)
    .join(' ');

const keyOf = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);
