import type { ConnectorManifest, JsonObject } from '@hookswitch/domain';
import type { Rate } from './token-bucket.js';

/**
 * Rate of a partition key: the manifest's, unless the connection that the key names says `ratePerMinute` (and `rateBurst`) in its settings.
 * undefined: no limit.
 */
export function rateOf(
  manifest: ConnectorManifest,
  key: string,
  settingsOf: (tenant: string, connection: string) => JsonObject | undefined,
): Rate | undefined {
  const { rate, partitionKey } = manifest;
  if (partitionKey[0]?.from !== 'connection') return rate;
  const [tenant = '', connection = ''] = key.split('|');
  const { ratePerMinute, rateBurst } = settingsOf(tenant, connection) ?? {};
  if (typeof ratePerMinute !== 'number' || !(ratePerMinute > 0)) return rate;
  const burst = typeof rateBurst === 'number' && rateBurst >= 1 ? rateBurst : (rate?.burst ?? 1);
  return { perMinute: ratePerMinute, burst };
}
