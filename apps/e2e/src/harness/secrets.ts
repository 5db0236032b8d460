import { expect } from '@jest/globals';
import { CONNECTOR_TYPES, type Stack } from './stack.js';
import type { Tenant } from './tenant.js';

const TOPICS = [
  ...['events', 'runs', 'results', 'workflows', 'connectors', 'connections', 'tenants', 'status', 'deadletters'],
  ...CONNECTOR_TYPES.flatMap((type) => [`commands.${type}`, `control.${type}`]),
];

/** Providers repeat the name of the account in what they report, and a report is kept as it came: its signature covers every byte. */
const isReported = (secret: string, place: string): boolean => secret === 'smsId' && place === 'control.sms';

/**
 * Every log, every answer about runs and, where they can be looked into, every topic and every table: none may hold what a tenant keeps secret,
 * API keys included.
 */
export async function expectNoSecrets(stack: Stack, tenants: readonly Tenant[]): Promise<void> {
  const places = new Map<string, string>();
  for (const service of stack.services.values()) places.set(`the log of ${service.name}`, service.log());
  if (stack.kafka) {
    for (const topic of TOPICS) places.set(topic, JSON.stringify(await stack.kafka.consume(topic)));
    // A search that reads nothing finds nothing.
    expect(places.get('connections')).toContain('texts');
    expect(places.get('commands.http')).toContain('crm_token');
  }
  if (stack.databaseText) {
    const text = await stack.databaseText();
    places.set('the database', text);
    for (const known of ['crm_token', ...CONNECTOR_TYPES.map((type) => `connector_${type}.`)])
      expect(text).toContain(known);
  }
  for (const { id, api } of tenants) places.set(`the runs of ${id}`, JSON.stringify(await runsOf(api)));
  const secrets = tenants.flatMap(({ id, key, secrets: own }) =>
    Object.entries({ apiKey: key, ...own }).map(([name, value]) => ({ name, value, of: id })),
  );
  const found = [...places].flatMap(([place, text]) =>
    secrets
      .filter(({ name, value }) => text.includes(value) && !isReported(name, place))
      .map(({ name, of }) => `${name} of ${of} in ${place}`),
  );
  expect(secrets.length).toBeGreaterThan(0);
  expect(found).toEqual([]);
}

async function runsOf(api: Tenant['api']): Promise<readonly unknown[]> {
  const list = await api.all<{ readonly id: string }>('/v1/runs');
  return Promise.all(list.map(({ id }) => api.get(`/v1/runs/${id}`)));
}
