const SIGNING = 'whsec_';
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * What is wrong with a value that calls itself a secret of Standard Webhooks; undefined: nothing, or it does not. Told when it is saved,
 * because nobody can read it afterwards, and each action that signs with it would wait.
 */
export function signingSecretProblem(value: string): string | undefined {
  if (!value.startsWith(SIGNING)) return undefined;
  const broken = value
    .split(/\s+/)
    .filter((word) => word.startsWith(SIGNING))
    .some((word) => word === SIGNING || !BASE64.test(word.slice(SIGNING.length)));
  return broken ? `What stands behind ${SIGNING} must be base64.` : undefined;
}
