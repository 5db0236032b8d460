import { expect, it } from '@jest/globals';
import type { ConnectorManifest, JsonObject } from '@hookswitch/domain';
import { rateOf } from './rates.js';

const manifest = (change: Partial<ConnectorManifest> = {}) =>
  ({ partitionKey: [{ from: 'connection' }], rate: { perMinute: 40, burst: 5 }, ...change }) as ConnectorManifest;
const settings = (found: JsonObject | undefined) => (tenant: string, name: string) =>
  tenant === 'acme' && name === 'main' ? found : undefined;

it.each<[string, JsonObject | undefined, object]>([
  ['says nothing', {}, { perMinute: 40, burst: 5 }],
  ['is missing', undefined, { perMinute: 40, burst: 5 }],
  ['has its own rate', { ratePerMinute: 15 }, { perMinute: 15, burst: 5 }],
  ['has its own burst', { ratePerMinute: 15, rateBurst: 2 }, { perMinute: 15, burst: 2 }],
  ['says something senseless', { ratePerMinute: -1 }, { perMinute: 40, burst: 5 }],
])('a connection that %s', (_, found, rate) => {
  expect(rateOf(manifest(), 'acme|main|+420', settings(found))).toEqual(rate);
});

it.each<[JsonObject, object]>([
  [{ provider: 'fast' }, { perMinute: 600, burst: 20 }],
  [
    { provider: 'fast', ratePerMinute: 15 },
    { perMinute: 15, burst: 20 },
  ],
  [{ provider: 'toString' }, { perMinute: 40, burst: 5 }],
  [{}, { perMinute: 40, burst: 5 }],
])('a manifest that knows rates by provider gives %j its own', (found, rate) => {
  const ratesBy = { setting: 'provider', rates: { fast: { perMinute: 600, burst: 20 } } };
  expect(rateOf(manifest({ ratesBy }), 'acme|main', settings(found))).toEqual(rate);
});

it('a key without a connection has the rate of the manifest', () => {
  const byHost = manifest({ partitionKey: [{ from: 'host', name: 'endpoint' }] });
  expect(rateOf(byHost, 'acme|main', settings({ ratePerMinute: 1 }))).toEqual({ perMinute: 40, burst: 5 });
});
