import type { Migration } from '../../migration.js';

/** Tables whose rows belong to a tenant, for row-level security. */
const OWNED = [
  'tenant',
  'workflow',
  'workflow_version',
  'workflow_change',
  'connection',
  'connection_secret',
  'secret',
  'secret_seal',
  'api_key',
  'event_type',
  'idempotency_key',
  'audit',
  'outbox',
];

/** `*` is what the service itself says where it works across tenants (keys by id, outbox, reconciliation); unset matches no row. */
const secured = (table: string): string => `
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON ${table}
  USING (current_setting('hookswitch.tenant', true) IN (tenant_id, '*'))
  WITH CHECK (current_setting('hookswitch.tenant', true) IN (tenant_id, '*'));`;

const TABLES = `
CREATE TABLE installation (
  name text PRIMARY KEY,
  value bytea NOT NULL
);
INSERT INTO installation VALUES
  ('mac', sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));

CREATE TABLE tenant (
  tenant_id text PRIMARY KEY CHECK (tenant_id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  title text NOT NULL,
  suspended boolean NOT NULL DEFAULT false,
  derive_call_events boolean NOT NULL DEFAULT true,
  -- Of the tenant's last change of any kind, and of the last one that rules hears of.
  revision bigint NOT NULL DEFAULT 1,
  planning_revision bigint NOT NULL DEFAULT 1,
  audit_seq bigint NOT NULL DEFAULT 0,
  audit_hash text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE workflow (
  tenant_id text NOT NULL REFERENCES tenant,
  id uuid NOT NULL,
  name text NOT NULL,
  version int NOT NULL,
  latest_version int NOT NULL,
  enabled boolean NOT NULL,
  -- Counts what people do to it: the entity tag. The revision also counts recompilations.
  generation int NOT NULL DEFAULT 1,
  revision bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX workflow_name ON workflow (tenant_id, name) WHERE deleted_at IS NULL;

CREATE TABLE workflow_version (
  tenant_id text NOT NULL,
  workflow_id uuid NOT NULL,
  version int NOT NULL,
  -- json, not jsonb: an export gives the fields in the order in which their author wrote them.
  document json NOT NULL,
  connectors text[] NOT NULL,
  author text NOT NULL,
  message text,
  restored_from int,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, workflow_id, version),
  FOREIGN KEY (tenant_id, workflow_id) REFERENCES workflow
);

-- What was in force at a revision: explanations look back.
CREATE TABLE workflow_change (
  tenant_id text NOT NULL,
  workflow_id uuid NOT NULL,
  revision bigint NOT NULL,
  version int NOT NULL,
  enabled boolean NOT NULL,
  PRIMARY KEY (tenant_id, workflow_id, revision),
  FOREIGN KEY (tenant_id, workflow_id) REFERENCES workflow
);

CREATE TABLE connection (
  tenant_id text NOT NULL REFERENCES tenant,
  id uuid NOT NULL,
  name text NOT NULL,
  connector text NOT NULL,
  settings json NOT NULL,
  allowed_hosts text[] NOT NULL,
  generation int NOT NULL DEFAULT 1,
  revision bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT connection_name UNIQUE (tenant_id, name)
);
CREATE TABLE connection_secret (
  tenant_id text NOT NULL,
  connection_id uuid NOT NULL,
  name text NOT NULL,
  sealed text NOT NULL,
  kid text NOT NULL,
  hint text NOT NULL,
  version int NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, connection_id, name),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE
);

CREATE TABLE secret (
  tenant_id text NOT NULL REFERENCES tenant,
  name text NOT NULL,
  hint text NOT NULL,
  version int NOT NULL,
  allowed_hosts text[] NOT NULL,
  revision bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, name)
);
CREATE TABLE secret_seal (
  tenant_id text NOT NULL,
  secret_name text NOT NULL,
  connector text NOT NULL,
  sealed text NOT NULL,
  kid text NOT NULL,
  PRIMARY KEY (tenant_id, secret_name, connector),
  FOREIGN KEY (tenant_id, secret_name) REFERENCES secret ON DELETE CASCADE
);

CREATE TABLE api_key (
  tenant_id text NOT NULL REFERENCES tenant,
  id text NOT NULL,
  name text NOT NULL,
  hash text NOT NULL,
  scopes text[] NOT NULL,
  expires_at timestamptz,
  revoked_at timestamptz,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  -- Not led by the tenant: who presents a key has not said whose it is.
  CONSTRAINT api_key_id UNIQUE (id)
);

-- What connectors have announced, for the whole installation.
CREATE TABLE connector (
  type text PRIMARY KEY,
  manifest json NOT NULL,
  fingerprint text NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE event_type (
  tenant_id text NOT NULL REFERENCES tenant,
  name text NOT NULL,
  definition json NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, name)
);

CREATE TABLE idempotency_key (
  tenant_id text NOT NULL REFERENCES tenant,
  key text NOT NULL,
  request_hash text NOT NULL,
  answer json NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, key)
);
CREATE INDEX idempotency_key_age ON idempotency_key (tenant_id, created_at);

CREATE TABLE audit (
  tenant_id text NOT NULL REFERENCES tenant,
  seq bigint NOT NULL,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  address text,
  action text NOT NULL,
  object_kind text NOT NULL,
  object_id text NOT NULL,
  object_name text,
  version int,
  detail json,
  previous text NOT NULL,
  hash text NOT NULL,
  PRIMARY KEY (tenant_id, seq)
);
CREATE INDEX audit_age ON audit (tenant_id, at);
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit is append-only';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

-- Keys whose record on Kafka is older than their row.
CREATE TABLE outbox (
  tenant_id text NOT NULL REFERENCES tenant,
  kind text NOT NULL CHECK (kind IN ('workflow', 'connection', 'secret', 'tenant')),
  key text NOT NULL,
  revision bigint NOT NULL,
  noted_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, kind, key)
);

INSERT INTO tenant (tenant_id, title) VALUES ('default', 'Default');
INSERT INTO outbox (tenant_id, kind, key, revision) VALUES ('default', 'tenant', 'default', 1);
`;

export const controlPlane: Migration = {
  id: '0001-control-plane',
  sql: TABLES + OWNED.map(secured).join('\n'),
};
