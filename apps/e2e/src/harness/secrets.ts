import { expect } from '@jest/globals';
import { readableTexts, secretsIn } from './find-secrets.js';
import type { Stack } from './stack.js';
import type { Tenant } from './tenant.js';

/** Every log, every answer about runs and all that {@link readableTexts} names: none may hold what a tenant keeps secret, API keys included. */
export async function expectNoSecrets(stack: Stack, tenants: readonly Tenant[]): Promise<void> {
  const places = new Map(await readableTexts(stack));
  // Scenarios use it everywhere.
  for (const place of ['commands.http', 'the database']) {
    const text = places.get(place);
    if (text !== undefined) expect(text).toContain('crm_token');
  }
  for (const { id, api } of tenants) places.set(`the runs of ${id}`, JSON.stringify(await runsOf(api)));
  expect(tenants.length).toBeGreaterThan(0);
  expect(secretsIn(places, tenants)).toEqual([]);
}

async function runsOf(api: Tenant['api']): Promise<readonly unknown[]> {
  const list = await api.all<{ readonly id: string }>('/v1/runs');
  return Promise.all(list.map(({ id }) => api.get(`/v1/runs/${id}`)));
}
