/** All that a key of a tenant can have: whoever holds its first one can make every other. */
export const TENANT_SCOPES: readonly string[] = [
  ...['events:write', 'events:read', 'events:replay', 'payloads:read'],
  ...['workflows:read', 'workflows:write', 'workflows:publish', 'workflows:test'],
  ...['connections:use', 'connections:write', 'secrets:write'],
  ...['runs:read', 'runs:cancel', 'dead-letters:manage', 'keys:manage', 'audit:read'],
];
