import { createHash } from 'node:crypto';
import type { Command, ConnectorManifest, JsonObject } from '@hookswitch/domain';

export const TENANT = 'acme';

/** The same for the same name. */
export const uuidOf = (name: string): string =>
  createHash('md5')
    .update(name)
    .digest('hex')
    .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');

/** A command as rules sends it, with short pauses between attempts. */
export function commandOf(
  name: string,
  manifest: ConnectorManifest,
  params: JsonObject,
  more: Partial<Command>,
): Command {
  const at = new Date().toISOString();
  return {
    id: uuidOf(name),
    tenant: TENANT,
    workflow: { id: uuidOf('workflow'), name: 'conformance', version: 1 },
    run: uuidOf(`run of ${name}`),
    step: 'act',
    connector: manifest.type,
    params,
    event: { id: name, type: 'call.ended', source: '/conformance', subject: name, time: at },
    lane: name,
    delivery: manifest.delivery,
    retry: { maxAttempts: 3, initialInterval: 20, factor: 2, maxInterval: 1_000, maxElapsed: 3_600_000 },
    timeoutMs: 10_000,
    issuedAt: at,
    ...more,
  };
}
