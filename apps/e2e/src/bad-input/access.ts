import { expect } from '@jest/globals';
import { callEnded } from '../harness/events.js';
import { publish } from '../harness/intakes.js';
import { endedRun } from '../harness/runs.js';
import type { Scenario } from '../harness/scenario.js';
import { bareTenant } from '../harness/tenant.js';
import { crmStep, document, saveAll } from '../harness/workflows.js';

export const access: readonly Scenario[] = [
  {
    name: 'without a valid key nothing is answered, and a key does no more than its scopes say',
    async run({ tenant, stack }) {
      const { api, key } = tenant;
      for (const [what, other] of [
        ['no key', undefined],
        ['a key that is none', 'hks_nonsense'],
        ['a key with one character changed', key.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))],
      ] as const) {
        const { status, headers } = await api.as(other).send('GET', '/v1/workflows');
        expect([what, status]).toEqual([what, 401]);
        expect(headers['www-authenticate']).toMatch(/^Bearer/);
      }
      const inUrl = await api.send('GET', `/v1/workflows?api_key=${key}`);
      expect([inUrl.status, inUrl.body.code]).toEqual([400, 'credential_in_url']);

      const producer = await api.must<{ key: string }>('POST', '/v1/api-keys', {
        name: 'producer',
        scopes: ['events:write'],
      });
      const refused = await api.as(producer.key).send('GET', '/v1/workflows');
      expect([refused.status, refused.body.code]).toEqual([403, 'missing_scope']);
      expect(JSON.stringify(refused.body)).toContain('workflows:read');
      const platform = await api.send('POST', '/v1/tenants', { id: 'mine' });
      expect([platform.status, platform.body.code]).toEqual([403, 'missing_scope']);
      expect((await api.send('DELETE', '/v1/events')).status).toBe(405);
      expect((await stack.admin.as(key).send('GET', '/v1/nothing')).status).toBe(404);
    },
  },
  {
    name: "another tenant's things are as absent as those that exist nowhere",
    async run(world) {
      const { stack, tenant } = world;
      const [workflow] = await saveAll(
        world,
        document('mine', ['call.ended'], [crmStep(stack, 'crm', { name: '{{event.properties.mark}}' })]),
      );
      await publish(world, callEnded('mine', { mark: tenant.id }));
      const run = await endedRun(tenant, 'mine');
      const [connection] = await tenant.api.all<{ readonly id: string }>('/v1/connections');
      const stranger = (await bareTenant(stack)).api;
      for (const [method, path] of [
        ['GET', `/v1/workflows/${workflow?.id ?? ''}`],
        ['DELETE', `/v1/workflows/${workflow?.id ?? ''}`],
        ['POST', `/v1/workflows/${workflow?.id ?? ''}:disable`],
        ['GET', `/v1/runs/${run.id}`],
        ['POST', `/v1/runs/${run.id}:cancel`],
        ['GET', '/v1/events/mine'],
        ['GET', '/v1/explain?event=mine'],
        ['GET', `/v1/connections/${connection?.id ?? ''}`],
        ['DELETE', `/v1/connections/${connection?.id ?? ''}`],
      ] as const) {
        const { status, body } = await stranger.send(method, path);
        expect([method, path, status, body.code]).toEqual([method, path, 404, 'not_found']);
      }
      for (const list of [
        '/v1/workflows',
        '/v1/runs',
        '/v1/events',
        '/v1/connections',
        '/v1/dead-letters',
        '/v1/secrets',
      ])
        expect([list, await stranger.all(list)]).toEqual([list, []]);
      expect(await tenant.api.all('/v1/workflows')).toHaveLength(2);
    },
  },
];
