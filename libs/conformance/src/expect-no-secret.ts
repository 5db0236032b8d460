import assert from 'node:assert/strict';
import { inspect } from 'node:util';

/** Looks for the values as they are, percent-encoded and in base64, alone or behind others, in whatever text stands for `shown`. */
export function expectNoSecret(secrets: readonly string[], where: string, shown: unknown): void {
  const texts = typeof shown === 'string' ? [shown] : [inspect(shown, { depth: 20, showHidden: true }), json(shown)];
  for (const secret of secrets) {
    const forms = [secret, encodeURIComponent(secret), ...[0, 1, 2].map((before) => inBase64(secret, before))];
    // The message must not repeat what it found.
    const found = forms.some((form) => texts.some((text) => text.includes(form)));
    assert.ok(!found, `a secret of ${secret.length} characters is readable in ${where}`);
  }
}

const json = (value: unknown): string => JSON.stringify([value]);

/** What stands in base64 for the text behind so many other bytes (`user:` of Basic), without what it shares with its neighbours. */
function inBase64(text: string, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
  return bytes.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
}
