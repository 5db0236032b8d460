import type { ConnectorManifest, JsonObject } from '@hookswitch/domain';
import type { HostLimit } from '../config/host-limit.js';
import type { Rate } from './token-bucket.js';

/**
 * Rate of a partition key: the manifest's, unless the connection that the key names has settings that say otherwise: `ratePerMinute` (and
 * `rateBurst`), or one that the manifest has a rate for; of a key that names a host, what the operator has set for it. undefined: no limit.
 */
export function rateOf(
  manifest: ConnectorManifest,
  key: string,
  settingsOf: (tenant: string, connection: string) => JsonObject | undefined,
  hostLimits: readonly HostLimit[] = [],
): Rate | undefined {
  const from = manifest.partitionKey[0]?.from;
  if (from === 'host') return limitOf(key.split('|')[1] ?? '', hostLimits) ?? manifest.rate;
  if (from !== 'connection') return manifest.rate;
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

/** The most exact one: the host with its port, the host, the longest `*.` ending, `*`. */
function limitOf(authority: string, limits: readonly HostLimit[]): HostLimit | undefined {
  const host = authority.replace(/:\d+$/, '');
  const labels = host.split('.');
  const endings = labels.map((_, index) => `*.${labels.slice(index + 1).join('.')}`).slice(0, -1);
  const names = [authority, host, ...endings, '*'];
  return names.map((name) => limits.find((limit) => limit.host === name)).find((limit) => limit !== undefined);
}
