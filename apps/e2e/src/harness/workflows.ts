import { eventually } from '@hookswitch/testing';
import { callEnded } from './events.js';
import type { World } from './scenario.js';
import type { Stack } from './stack.js';
import type { Tenant } from './tenant.js';
import { CONNECTIONS, CRM_SECRET } from './tenant.js';

type Json = Readonly<Record<string, unknown>>;

export interface SavedWorkflow {
  readonly id: string;
  readonly name: string;
  readonly version: number;
}

export const document = (name: string, events: readonly string[], steps: readonly Json[], more: Json = {}): Json => ({
  apiVersion: 'hookswitch.io/v1',
  kind: 'Workflow',
  metadata: { name },
  spec: { enabled: true, trigger: { events }, ...more, steps },
});

const PROBE_TYPE = 'call.ringing';
const PROBES_MS = 30_000;
const PROBE_EVERY_MS = 1_000;

/**
 * Saves documents and waits until they are in force for every event that comes, whichever way. Rules takes a tenant's changes in order, so
 * a last workflow that fires tells of all before it. Resolves to the saved ones.
 */
export async function saveAll(
  { stack, tenant }: World,
  ...documents: readonly Json[]
): Promise<readonly SavedWorkflow[]> {
  const saved = await Promise.all(documents.map((body) => save(tenant, body)));
  const params = { endpoint: `${stack.simulator.url}/recordings/call.wav`, method: 'GET' };
  await save(tenant, document('probe', [PROBE_TYPE], [{ id: 'probe', action: 'http', params }]));
  let sent = 0;
  let due = 0;
  await eventually(
    `the workflows of ${tenant.id} being in force`,
    async () => {
      if (Date.now() >= due) {
        await tenant.api.must(
          'POST',
          '/v1/events',
          callEnded(`probe-${sent}`, {}, { type: PROBE_TYPE, subject: 'probe' }),
        );
        sent += 1;
        due = Date.now() + PROBE_EVERY_MS;
      }
      return (await tenant.api.all('/v1/runs?subject=probe')).length > 0;
    },
    { timeoutMs: PROBES_MS, everyMs: 100 },
  );
  return saved;
}

/** In force for events that the API takes afterwards, after two seconds at the latest. */
export const save = (tenant: Tenant, body: Json): Promise<SavedWorkflow> =>
  tenant.api.must<SavedWorkflow>('POST', '/v1/workflows', body);

/** A contact for the CRM, which answers with its `id` and whether it is a `vip`. */
export const crmStep = ({ simulator }: Stack, id: string, values: Json, more: Json = {}): Json => ({
  id,
  action: 'http',
  params: {
    endpoint: `${simulator.url}/crm/contacts`,
    method: 'POST',
    headers: [{ key: 'Authorization', value: `Bearer {{secrets.${CRM_SECRET}}}` }],
    values: Object.entries(values).map(([key, value]) => ({ key, value, format: 'auto' })),
  },
  ...more,
});

export const smsStep = (id: string, text: string, more: Json = {}): Json => ({
  id,
  action: 'sms',
  connection: CONNECTIONS.sms,
  params: { sender: '{{event.properties.internal_number}}', recipient: '{{event.properties.external_number}}', text },
  ...more,
});

export const slackStep = (id: string, channel: string, text: string, more: Json = {}): Json => ({
  id,
  action: 'slack',
  connection: CONNECTIONS.slack,
  // One request for one message, so that scenarios can count them.
  params: { channel, text, use_markdown: true, permalink: false },
  ...more,
});

export const sttStep = (id: string, connection: string = CONNECTIONS.stt): Json => ({
  id,
  action: 'stt',
  connection,
  params: { language: 'en-US', use_enhanced: true, model: 'phone_call' },
});
