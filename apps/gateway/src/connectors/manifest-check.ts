import { contractProblem } from '@hookswitch/connector-sdk';
import { isJsonObject, type ConnectorManifest, type JsonObject } from '@hookswitch/domain';
import { publicKey } from '@hookswitch/platform';
import { SchemaChecker } from '../core/schema-checker.js';

export type Verdict =
  | { readonly accepted: true; readonly manifest: ConnectorManifest; readonly dropped: readonly string[] }
  | { readonly accepted: false; readonly reason: string };

/**
 * Whoever may write to the connectors topic could announce a sealing key of his own and get every secret stored from then on. So a
 * manifest counts with the keys that the operator trusts, and not at all when it brings keys and none of them is trusted, or when it
 * would take away the keys that are there.
 */
export function judge(
  manifest: ConnectorManifest,
  trusted: readonly string[] | 'any',
  before: ConnectorManifest | undefined,
  schemas: SchemaChecker,
): Verdict {
  const other = contractProblem(manifest);
  if (other !== undefined) return refused(other);
  const keys = (manifest.sealingKeys ?? []).map((jwk) => ({ jwk, thumbprint: thumbprintOf(jwk) }));
  const isTrusted = (thumbprint: string | undefined) =>
    thumbprint !== undefined && (trusted === 'any' || trusted.includes(thumbprint));
  const good = keys.filter(({ thumbprint }) => isTrusted(thumbprint));
  if (keys.length > 0 && good.length === 0) return refused('none of its sealing keys is trusted');
  if (good.length === 0 && (before?.sealingKeys?.length ?? 0) > 0) return refused('it has no sealing key any more');
  const broken = [manifest.parameters, manifest.output, manifest.connection?.settings]
    .filter((schema) => schema !== undefined)
    .find((schema) => !isJsonObject(schema) || schemas.refuse(schema) !== undefined);
  if (broken) return refused('one of its schemas is not a JSON Schema');
  const dropped = keys.filter(({ thumbprint }) => !isTrusted(thumbprint)).map((key) => key.thumbprint ?? 'unreadable');
  return { accepted: true, manifest: { ...manifest, sealingKeys: good.map(({ jwk }) => jwk) }, dropped };
}

const refused = (reason: string): Verdict => ({ accepted: false, reason });

function thumbprintOf(jwk: JsonObject): string | undefined {
  try {
    return publicKey(jwk).thumbprint;
  } catch {
    return undefined;
  }
}
