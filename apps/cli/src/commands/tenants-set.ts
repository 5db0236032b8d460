import type { JsonObject } from '@hookswitch/domain';
import { Api } from '../api/api.js';
import { UsageError, type Command, type Options } from '../command.js';
import { LIMITS, limitsIn } from '../limit-options.js';
import { visible } from '../table.js';
import { tenantLines } from '../tenant-lines.js';

export const tenantsSet: Command = {
  name: 'tenants set',
  operands: ['TENANT'],
  summary:
    'Change a tenant: its title, quotas and retention, how its calls are read. Takes a key with the scope platform.',
  usesGateway: true,
  json: 'the tenant, as PATCH /v1/tenants/{id} answers',
  options: {
    title: { type: 'string', value: 'TITLE', description: 'For people.' },
    ...LIMITS,
    'derive-call-events': {
      type: 'string',
      value: 'YES|NO',
      description: 'Whether a call.ended that fits also fires triggers of call.missed and call.voicemail_left.',
    },
  },
  examples: [
    'tenants set acme --quota workflows=2000 --quota eventsPerSecond=default',
    'tenants set acme --retention eventDays=1 --retention runDays=7',
  ],
  async run({ options, operands: [id = ''], config }) {
    const change = changeOf(options);
    if (Object.keys(change).length === 0)
      throw new UsageError('Nothing to set: --title, --quota, --retention or --derive-call-events.');
    const api = await Api.of(config);
    const path = `/v1/tenants/${encodeURIComponent(id)}`;
    const { body } = await api.send({ method: 'PATCH', path, body: change });
    return { json: body, lines: tenantLines(body).map(visible) };
  },
};

function changeOf(options: Options): JsonObject {
  const [title, derive] = [options.text('title'), options.text('derive-call-events')];
  if (derive !== undefined && derive !== 'yes' && derive !== 'no')
    throw new UsageError(`--derive-call-events takes yes or no, not "${derive}".`);
  return {
    ...(title !== undefined && { title }),
    ...limitsIn(options),
    ...(derive !== undefined && { deriveCallEvents: derive === 'yes' }),
  };
}
