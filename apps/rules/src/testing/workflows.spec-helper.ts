import type { Step, TelephonyEvent, WorkflowRecord, ActionPlan, Topics } from '@hookswitch/domain';

const RETRY = { maxAttempts: 3, initialInterval: 1_000, factor: 2, maxInterval: 60_000, maxElapsed: 3_600_000 };

/** A Slack message; the topic is the connector's. */
export const tell = (id = 'tell', text = '{{event.properties.n}}'): Step => ({
  id,
  action: 'slack',
  connection: 'team',
  params: { channel: '#calls', text },
});

/** An HTTP request that later steps read. */
export const ask = (id = 'crm'): Step => ({
  id,
  action: 'http',
  params: { endpoint: 'https://crm.example/', method: 'GET' },
});

interface RecordOptions {
  readonly version?: number;
  readonly tenant?: string;
  readonly type?: string;
  readonly awaited?: readonly string[];
}

export function workflow(
  topics: Topics,
  id: string,
  steps: readonly Step[],
  { version = 1, tenant = 'default', type = 'call.ended', awaited = [] }: RecordOptions = {},
): WorkflowRecord {
  const plans = steps.flatMap((step): [string, ActionPlan][] => {
    if (!('action' in step)) return [];
    const plan: ActionPlan = {
      connector: step.action,
      topic: topics.commands(step.action),
      key: step.action === 'http' ? [{ from: 'host', name: 'endpoint' }] : [{ from: 'param', name: 'channel' }],
      landings: { endpoint: 'url', method: 'literal', channel: 'text', text: 'slack' },
      delivery: 'at_least_once',
      retry: RETRY,
      timeoutMs: 30_000,
      awaited: awaited.includes(step.id),
    };
    return [[step.id, plan]];
  });
  const spec = { enabled: true, trigger: { events: [type] }, steps };
  return {
    tenant,
    id,
    name: `workflow-${id.slice(0, 8)}`,
    version,
    revision: version,
    spec,
    actions: Object.fromEntries(plans),
  };
}

let drawn = 0;
/** Each has an id of its own. */
export const callEnded = (data: TelephonyEvent['data'] = {}, more: Partial<TelephonyEvent> = {}): TelephonyEvent => ({
  tenant: 'default',
  id: `event-${(drawn += 1)}`,
  source: '/pbx',
  type: 'call.ended',
  subject: 'call-1',
  time: '2026-11-24T09:00:00Z',
  data,
  ...more,
});
