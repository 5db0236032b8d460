import assert from 'node:assert/strict';
import type { ActionOutcome } from '@hookswitch/connector-sdk';
import { inspect } from 'node:util';

type Kind = ActionOutcome['kind'];
type Of<K extends Kind> = Extract<ActionOutcome, { readonly kind: K }>;

/** Fails with what happened instead. */
export function expectKind<K extends Kind>(outcome: ActionOutcome, ...kinds: readonly K[]): Of<K> {
  const isOne = (kinds as readonly Kind[]).includes(outcome.kind);
  assert.ok(isOne, `wanted ${kinds.join(' or ')}, got ${inspect(outcome, { depth: 4 })}`);
  return outcome as Of<K>;
}

export const expectCount = (what: string, found: readonly unknown[], wanted: number): void =>
  assert.equal(found.length, wanted, `${what}: ${found.length} instead of ${wanted}`);
