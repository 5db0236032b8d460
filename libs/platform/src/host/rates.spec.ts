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

it.each<[string, object]>([
  ['api.example.com:8443', { perMinute: 1 }],
  ['api.example.com', { perMinute: 2 }],
  ['api.example.com:80', { perMinute: 2 }],
  ['eu.api.example.com', { perMinute: 3 }],
  ['other.example.com', { perMinute: 4 }],
  ['example.com', { perMinute: 5 }],
  ['elsewhere:8080', { perMinute: 5 }],
])('the most exact limit that the operator has set counts for %s', (host, expected) => {
  const byHost = manifest({ partitionKey: [{ from: 'host', name: 'endpoint' }] });
  const names = ['api.example.com:8443', 'api.example.com', '*.api.example.com', '*.example.com', '*'];
  const limits = names.map((name, index) => ({ host: name, perMinute: index + 1, burst: 1 }));
  expect(rateOf(byHost, `acme|${host}`, settings({}), limits.toReversed())).toMatchObject(expected);
  expect(rateOf(manifest(), `acme|${host}`, settings({}), limits)).toMatchObject({ perMinute: 40 });
});
