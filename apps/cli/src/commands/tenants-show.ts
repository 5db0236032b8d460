import { Api } from '../api/api.js';
import type { Command } from '../command.js';
import { visible } from '../table.js';
import { tenantLines } from '../tenant-lines.js';

export const tenantsShow: Command = {
  name: 'tenants show',
  operands: ['[TENANT]'],
  summary:
    'Show a tenant with its settings, its quotas and what it uses of them: the one of the key, or any with the scope platform.',
  usesGateway: true,
  json: 'the tenant, as GET /v1/tenant and GET /v1/tenants/{id} answer',
  options: {},
  examples: ['tenants show', 'tenants show acme --json'],
  async run({ operands: [id], config }) {
    const api = await Api.of(config);
    const path = id === undefined ? '/v1/tenant' : `/v1/tenants/${encodeURIComponent(id)}`;
    const { body } = await api.send({ method: 'GET', path });
    return { json: body, lines: tenantLines(body).map(visible) };
  },
};
