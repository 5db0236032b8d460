import type { KeyRing } from '../sealing/key-ring.js';

/** Throws when stored secrets are sealed to keys that the ring does not hold: to start would break their connections one by one. */
export function checkSealedKeys(sealed: readonly string[], ring: KeyRing, type: string): void {
  const known = new Set(ring.thumbprints);
  const strangers = new Map<string, number>();
  for (const jwe of sealed) {
    const kid = kidOf(jwe);
    if (!known.has(kid)) strangers.set(kid, (strangers.get(kid) ?? 0) + 1);
  }
  if (strangers.size === 0) return;
  const list = [...strangers].map(([kid, count]) => `${count} sealed to ${kid}`).join(', ');
  throw new Error(
    `The key ring of connector ${type} lacks keys of stored secrets (${list}). Add those keys, or store the secrets again.`,
  );
}

/** Of a compact JWE; '(unreadable)' when it has none. */
function kidOf(jwe: string): string {
  try {
    const header: unknown = JSON.parse(Buffer.from(jwe.split('.', 1)[0] ?? '', 'base64url').toString());
    const kid = typeof header === 'object' && header !== null && 'kid' in header ? header.kid : undefined;
    if (typeof kid === 'string') return kid.slice(0, 64);
  } catch {
    // Reported below.
  }
  return '(unreadable)';
}
