import { Api } from '../api/api.js';
import { UsageError, type Command } from '../command.js';
import { visible } from '../table.js';

export const tenantsSuspend: Command = {
  name: 'tenants suspend',
  operands: ['TENANT'],
  summary: 'Take nothing more from a tenant, and begin nothing for it. Takes a key with the scope platform.',
  usesGateway: true,
  json: 'the tenant, as POST /v1/tenants/{id}:suspend answers',
  options: {
    reason: { type: 'string', value: 'TEXT', description: 'Told to whoever uses a key of the tenant, and audited.' },
  },
  examples: ['tenants suspend acme --reason "The invoice of May is open."'],
  async run({ options, operands: [id = ''], config }) {
    const reason = options.text('reason');
    if (reason === undefined) throw new UsageError('--reason TEXT is missing.');
    const api = await Api.of(config);
    const path = `/v1/tenants/${encodeURIComponent(id)}:suspend`;
    const { body } = await api.send({ method: 'POST', path, body: { reason } });
    return { json: body, lines: [visible(`Tenant ${id} is suspended: ${reason}`)] };
  },
};
