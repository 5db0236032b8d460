import { createHmac } from 'node:crypto';

const SYMMETRIC = 'whsec_';
const ASYMMETRIC = /^wh[sp]k_/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What is wrong with signing secrets, without quoting them; undefined: nothing. */
export function signingProblem(secrets: string): string | undefined {
  const all = split(secrets);
  if (all.length === 0) return 'The signing secret is empty.';
  for (const secret of all) {
    if (ASYMMETRIC.test(secret))
      return 'whsk_ and whpk_ keys are for asymmetric signatures; signing takes a whsec_ secret.';
    if (!secret.startsWith(SYMMETRIC)) continue;
    const encoded = secret.slice(SYMMETRIC.length);
    if (encoded === '') return 'Nothing stands behind the whsec_ of a signing secret.';
    if (!BASE64.test(encoded)) return 'What stands behind the whsec_ of a signing secret is no base64.';
  }
  return undefined;
}

/**
 * `webhook-signature` of Standard Webhooks: one for each secret, so that a receiver can change its own in peace. The secrets are those in
 * which {@link signingProblem} finds nothing wrong.
 */
export const signature = (
  secrets: string,
  { id, at, body }: { readonly id: string; readonly at: number; readonly body: string },
): string =>
  split(secrets)
    .map((secret) => `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${at}.${body}`).digest('base64')}`)
    .join(' ');

const split = (secrets: string): readonly string[] => secrets.split(/\s+/).filter(Boolean);

const keyOf = (secret: string): Buffer =>
  secret.startsWith(SYMMETRIC) ? Buffer.from(secret.slice(SYMMETRIC.length), 'base64') : Buffer.from(secret);
