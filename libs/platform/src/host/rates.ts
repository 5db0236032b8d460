import type { ConnectorManifest, JsonObject } from '@hookswitch/domain';
import type { Rate } from './token-bucket.js';

/**
 * Rate of a partition key: the manifest's, unless the connection that the key names has settings that say otherwise: `ratePerMinute` (and
 * `rateBurst`), or one that the manifest has a rate for. undefined: no limit.
 */
export function rateOf(
  manifest: ConnectorManifest,
  key: string,
  settingsOf: (tenant: string, connection: string) => JsonObject | undefined,
): Rate | undefined {
  if (manifest.partitionKey[0]?.from !== 'connection') return manifest.rate;
  const [tenant = '', connection = ''] = key.split('|');
  const settings = settingsOf(tenant, connection) ?? {};
  const rate = rateBySetting(manifest, settings) ?? manifest.rate;
  const { ratePerMinute, rateBurst } = settings;
  if (typeof ratePerMinute !== 'number' || !(ratePerMinute > 0)) return rate;
  const burst = typeof rateBurst === 'number' && rateBurst >= 1 ? rateBurst : (rate?.burst ?? 1);
  return { perMinute: ratePerMinute, burst };
}

function rateBySetting({ ratesBy }: ConnectorManifest, settings: JsonObject): Rate | undefined {
  const value = ratesBy && settings[ratesBy.setting];
  return typeof value === 'string' && Object.hasOwn(ratesBy?.rates ?? {}, value) ? ratesBy?.rates[value] : undefined;
}
