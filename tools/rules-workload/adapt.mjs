/** What rules without a tenant, and the events for them, belong to. */
const ONE_TENANT = 'default';

/** A rule of the workload as the record of a workflow with one action. */
export const workflowRecord = (rule) => ({
  tenant: rule.tenant ?? ONE_TENANT,
  id: rule.id,
  name: rule.id,
  version: 1,
  revision: 1,
  spec: {
    enabled: true,
    trigger: { events: [rule.type] },
    conditions: condition(rule.when),
    steps: [{ id: 'call', action: 'http', params: { endpoint: 'https://crm.example/', method: 'POST' } }],
  },
  actions: {
    call: {
      connector: 'http',
      topic: 'commands.http',
      key: [{ from: 'host', name: 'endpoint' }],
      landings: { endpoint: 'url', method: 'literal' },
      delivery: 'at_least_once',
      retry: { maxAttempts: 1, initialInterval: 1_000, factor: 1, maxInterval: 1_000, maxElapsed: 1_000 },
      timeoutMs: 1_000,
      awaited: false,
    },
  },
});

/** An event of the workload as services see it. `tenants`: whether the rules have tenants of their own. */
export const telephonyEvent = ({ id, source, type, subject, time, tenantid, data }, { tenants }) => ({
  tenant: tenants ? tenantid : ONE_TENANT,
  id,
  source,
  type,
  subject,
  time,
  data,
});

function condition(when) {
  if (when.all) return { all: when.all.map(condition) };
  if (when.any) return { any: when.any.map(condition) };
  if (when.not) return { not: condition(when.not) };
  const leaf = (operator, value = when.value) => ({
    field: when.field.replace(/^data\./, 'event.properties.'),
    operator,
    caseSensitive: true,
    ...(value !== undefined && { value }),
  });
  return LEAVES[when.op](leaf, when);
}

const BOUNDS = { gt: 'greater_than', gte: 'greater_or_equal', lt: 'less_than', lte: 'less_or_equal' };

const LEAVES = {
  eq: (leaf) => leaf('equals'),
  in: (leaf) => leaf('in'),
  not_in: (leaf) => leaf('not_in'),
  has: (leaf) => leaf('contains'),
  prefix: (leaf) => leaf('starts_with'),
  not_prefix: (leaf) => ({ not: leaf('starts_with') }),
  contains: (leaf) => leaf('contains'),
  regex: (leaf, { value }) => leaf('matches', `^(?:${value})$`),
  range: (leaf, bounds) => ({
    all: Object.entries(BOUNDS).flatMap(([bound, operator]) =>
      bounds[bound] === undefined ? [] : [leaf(operator, bounds[bound])],
    ),
  }),
  exists: (leaf, { value }) => ({ field: leaf('is_set').field, operator: value ? 'is_set' : 'is_not_set' }),
};
