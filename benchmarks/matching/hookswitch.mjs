import { firing, WorkflowSet } from '@hookswitch/domain';
import { createEngines } from '@hookswitch/platform';
import { telephonyEvent, workflowRecord } from '../../tools/rules-workload/adapt.mjs';

const NOW = Date.UTC(2026, 0, 2);

/** Our own matcher with everything that planning asks of it: folded case, missing fields, the scope that conditions see. */
export function workflowsOf(rules) {
  const engines = createEngines();
  const workflows = new WorkflowSet(engines);
  const tenants = rules[0]?.tenant !== undefined;
  for (const tenant of new Set(rules.map((rule) => rule.tenant ?? 'default')))
    workflows.putTenant({ tenant, revision: 1, deriveCallEvents: false, suspended: false, eventTypes: [] });
  const put = (rule) => {
    const put = workflows.put(workflowRecord(rule));
    if (!put.ok) throw new Error(`rule ${rule.id}: ${JSON.stringify(put.error)}`);
  };
  for (const rule of rules) put(rule);
  const match = (text) =>
    firing(telephonyEvent(JSON.parse(text), { tenants }), workflows, NOW, engines).map(({ id }) => id);
  return { match, put, remove: ({ tenant = 'default', id }) => workflows.remove(tenant, id) };
}
