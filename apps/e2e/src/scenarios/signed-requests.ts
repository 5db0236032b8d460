import { randomBytes } from 'node:crypto';
import { expect } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { callEnded } from '../harness/events.js';
import { publish } from '../harness/intakes.js';
import { commandOf, endedRun } from '../harness/runs.js';
import { received, type Scenario } from '../harness/scenario.js';
import { sha256 } from '../harness/simulator.js';
import { crmStep, document, saveAll } from '../harness/workflows.js';

export const signedRequestScenarios: readonly Scenario[] = [
  {
    name: 'a body of any form is signed with the old and the new secret, and the official library verifies both',
    async run(world) {
      const { stack, tenant } = world;
      const hooks = ['hook_old', 'hook_new'].map((name) => ({
        name,
        value: `whsec_${randomBytes(32).toString('base64')}`,
      }));
      for (const hook of hooks)
        await tenant.api.must('POST', '/v1/secrets', { ...hook, connectors: ['http'], allowedHosts: ['127.0.0.1'] });
      const crm = crmStep(stack, 'hook', {}) as { readonly params: object };
      const params = {
        ...crm.params,
        values: undefined,
        body: {
          name: '{{event.properties.mark}}',
          call: {
            id: '{{event.subject}}',
            seconds: '{{event.properties.waiting_time}}',
            people: '{{event.properties.contacts}}',
          },
          note: 'Zoë: {{event.properties.contacts[0].name}}',
        },
        sign: { secret: '{{secrets.hook_new}} {{secrets.hook_old}}' },
      };
      await saveAll(world, document('signed', ['call.ended'], [{ ...crm, params }]));
      await publish(world, callEnded('signed', { mark: tenant.id }));

      const run = await endedRun(tenant, 'signed');
      expect(run.status).toBe('succeeded');
      const [request] = await received(world, 'crm');
      // The simulator shows what it parsed; the hash tells that these are the bytes that came.
      const body = JSON.stringify(request?.body);
      expect(request).toMatchObject({ bodySha256: sha256(body), headers: { 'webhook-id': commandOf(run, 'hook').id } });
      const sent = {
        name: tenant.id,
        call: { id: 'call-signed', seconds: 21, people: [{ id: '99120', name: 'Jane Doe' }] },
        note: 'Zoë: Jane Doe',
      };
      for (const { value } of hooks) expect(new Webhook(value).verify(body, { ...request?.headers })).toEqual(sent);
    },
  },
];
