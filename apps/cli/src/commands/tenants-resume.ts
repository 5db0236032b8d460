import { Api } from '../api/api.js';
import type { Command } from '../command.js';
import { visible } from '../table.js';

export const tenantsResume: Command = {
  name: 'tenants resume',
  operands: ['TENANT'],
  summary: 'Let a suspended tenant go on. Takes a key with the scope platform.',
  usesGateway: true,
  json: 'the tenant, as POST /v1/tenants/{id}:resume answers',
  options: { reason: { type: 'string', value: 'TEXT', description: 'For the audit.' } },
  examples: ['tenants resume acme --reason "Paid."'],
  async run({ options, operands: [id = ''], config }) {
    const reason = options.text('reason');
    const api = await Api.of(config);
    const path = `/v1/tenants/${encodeURIComponent(id)}:resume`;
    const { body } = await api.send({ method: 'POST', path, body: reason === undefined ? {} : { reason } });
    return { json: body, lines: [visible(`Tenant ${id} goes on.`)] };
  },
};
