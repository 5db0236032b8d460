/** What a key may do (docs: API keys). `platform` works across tenants and is never grantable by a tenant. */
export const SCOPES = [
  'events:write',
  'events:read',
  'events:replay',
  'payloads:read',
  'workflows:read',
  'workflows:write',
  'workflows:publish',
  'workflows:test',
  'connections:use',
  'connections:write',
  'secrets:write',
  'runs:read',
  'runs:cancel',
  'dead-letters:manage',
  'keys:manage',
  'audit:read',
  'platform',
] as const;
export type Scope = (typeof SCOPES)[number];

const viewer: readonly Scope[] = ['events:read', 'workflows:read', 'runs:read'];
const editor: readonly Scope[] = [...viewer, 'workflows:write', 'workflows:test', 'connections:use'];
const operator: readonly Scope[] = [
  ...editor,
  'workflows:publish',
  'payloads:read',
  'events:replay',
  'runs:cancel',
  'dead-letters:manage',
];
const admin: readonly Scope[] = [...operator, 'connections:write', 'secrets:write', 'keys:manage', 'audit:read'];

/** Named sets of scopes. No role publishes events: producers get a key with `events:write` alone. */
export const ROLES = { viewer, editor, operator, admin } as const;
export type Role = keyof typeof ROLES;

export const isScope = (text: string): text is Scope => (SCOPES as readonly string[]).includes(text);
