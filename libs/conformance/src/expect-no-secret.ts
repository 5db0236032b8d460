import assert from 'node:assert/strict';
import { inspect } from 'node:util';

/** Looks for the values as they are, in base64 and percent-encoded, in whatever text stands for `shown`. */
export function expectNoSecret(secrets: readonly string[], where: string, shown: unknown): void {
  const texts = typeof shown === 'string' ? [shown] : [inspect(shown, { depth: 20, showHidden: true }), json(shown)];
  for (const secret of secrets) {
    const forms = [secret, Buffer.from(secret).toString('base64').replaceAll('=', ''), encodeURIComponent(secret)];
    // The message must not repeat what it found.
    const found = forms.some((form) => texts.some((text) => text.includes(form)));
    assert.ok(!found, `a secret of ${secret.length} characters is readable in ${where}`);
  }
}

const json = (value: unknown): string => JSON.stringify([value]);
