import type { Engines } from './engines.js';

/** Namespace of every UUIDv5 that Hookswitch derives; never changes. */
const NAMESPACE = [0x8a, 0x1f, 0x5b, 0x0e, 0x4c, 0x6d, 0x4e, 0x0b, 0x9d, 0x2a, 0x37, 0x61, 0xc5, 0x70, 0x19, 0xe4];

type Sha1 = Pick<Engines, 'sha1'>;
type EventIdentity = { readonly tenant: string; readonly source: string; readonly id: string };

/** The same event and workflow always give the same run, whatever the workflow's version. */
export const runId = (event: EventIdentity, workflowId: string, engines: Sha1): string =>
  uuidV5([event.tenant, event.source, event.id, workflowId], engines);

export const commandId = (event: EventIdentity, workflowId: string, stepId: string, engines: Sha1): string =>
  uuidV5([event.tenant, event.source, event.id, workflowId, stepId], engines);

/** UUIDv5 (RFC 9562) over the JSON text of the parts, which no two different lists of strings share. */
export function uuidV5(parts: readonly string[], engines: Sha1): string {
  const name = new TextEncoder().encode(JSON.stringify(parts));
  const bytes = new Uint8Array(NAMESPACE.length + name.length);
  bytes.set(NAMESPACE);
  bytes.set(name, NAMESPACE.length);
  const hash = engines.sha1(bytes).slice(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
