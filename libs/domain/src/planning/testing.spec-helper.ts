import type { TelephonyEvent } from '../event.js';
import type { JsonObject } from '../json.js';
import type { Step, WorkflowSpec } from '../workflow/document.js';
import { compileRecord } from '../workflow/compile-record.js';
import type { WorkflowRecord } from '../workflow/record.js';
import { manifests } from '../workflow/testing/manifests.js';
import { testEngines } from '../testing/engines.spec-helper.js';
import { plan } from './plan.js';
import type { Decision } from './types.js';
import { WorkflowSet } from './workflow-set.js';

export const engines = testEngines();
export const NOW = Date.UTC(2026, 10, 24, 10);

export const callEnded = (data: JsonObject = {}, more: Partial<TelephonyEvent> = {}): TelephonyEvent => ({
  tenant: 'acme',
  id: 'e1',
  source: '/pbx',
  type: 'call.ended',
  subject: 'call-1',
  time: '2026-11-24T09:59:59Z',
  data,
  ...more,
});

export const tell = (id = 'tell', text = 'x'): Step => ({
  id,
  action: 'slack',
  connection: 'team-slack',
  params: { channel: '#a', text },
});

export function recordOf(
  id: string,
  spec: Partial<WorkflowSpec> & Pick<WorkflowSpec, 'steps'>,
  { revision = 1, tenant = 'acme' } = {},
): WorkflowRecord {
  const full: WorkflowSpec = { enabled: true, trigger: { events: ['call.ended'] }, ...spec };
  const document = { apiVersion: 'hookswitch.io/v1', kind: 'Workflow', metadata: { name: id }, spec: full } as const;
  return compileRecord(document, { tenant, id, version: revision, revision, manifests });
}

export function setOf(...records: readonly WorkflowRecord[]): WorkflowSet {
  const workflows = new WorkflowSet(engines);
  for (const record of records) {
    const put = workflows.put(record);
    if (!put.ok) throw new Error(JSON.stringify(put.error));
  }
  return workflows;
}

export const planned = (event: TelephonyEvent, ...records: readonly WorkflowRecord[]): readonly Decision[] =>
  plan(event, setOf(...records), NOW, engines);
