import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { sha256 } from './simulator.js';
import type { RestClient } from './rest-client.js';
import type { Stack } from './stack.js';

export interface Tenant {
  readonly id: string;
  readonly key: string;
  readonly api: RestClient;
  /** What only this tenant sends to the providers, and nobody may ever read in Hookswitch. */
  readonly secrets: TenantSecrets;
}

export interface TenantSecrets {
  readonly crmToken: string;
  readonly slackToken: string;
  readonly smsId: string;
  readonly smsSecret: string;
  readonly speechKey: string;
}

/** All but `platform`: no role publishes events and manages workflows. */
const SCOPES = [
  ...['events:write', 'events:read', 'events:replay', 'payloads:read'],
  ...['workflows:read', 'workflows:write', 'workflows:publish', 'workflows:test'],
  ...['connections:use', 'connections:write', 'secrets:write'],
  ...['runs:read', 'runs:cancel', 'dead-letters:manage', 'keys:manage', 'audit:read'],
];

/** Names of what every tenant here has. */
export const CONNECTIONS = { sms: 'texts', slack: 'team', stt: 'speech' } as const;
export const CRM_SECRET = 'crm_token';

/** Made once: 2,048 bits take a while. */
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const PRIVATE_KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A tenant with an admin key of its own, without connections. */
export async function bareTenant(stack: Stack): Promise<Tenant> {
  const id = `t-${randomUUID().slice(0, 8)}`;
  await stack.admin.must('POST', '/v1/tenants', { id, title: 'An e2e tenant' });
  const { key } = await stack.admin.must<{ key: string }>('POST', '/v1/api-keys', {
    tenant: id,
    name: 'e2e',
    scopes: SCOPES,
  });
  const secrets = {
    crmToken: `crm-${randomUUID()}`,
    slackToken: `demo-${randomUUID()}`,
    smsId: `sms-${randomUUID()}`,
    smsSecret: `sms-secret-${randomUUID()}`,
    speechKey: `speech-key-${randomUUID()}`,
  };
  return { id, key, api: stack.admin.as(key), secrets };
}

/** A tenant with connections to every simulated provider. */
export async function newTenant(stack: Stack): Promise<Tenant> {
  const tenant = await bareTenant(stack);
  await Promise.all(connectionsOf(stack, tenant).map((body) => tenant.api.must('POST', '/v1/connections', body)));
  await tenant.api.must('POST', '/v1/secrets', {
    name: CRM_SECRET,
    value: tenant.secrets.crmToken,
    connectors: ['http'],
    allowedHosts: ['127.0.0.1'],
  });
  return tenant;
}

function connectionsOf({ simulator }: Stack, { id, secrets }: Tenant): readonly object[] {
  const allowedHosts = ['127.0.0.1'];
  return [
    smsConnection(simulator.url, CONNECTIONS.sms, secrets),
    {
      name: CONNECTIONS.slack,
      connector: 'slack',
      settings: { baseUrl: `${simulator.url}/slack` },
      secrets: { token: secrets.slackToken },
      allowedHosts,
    },
    sttConnection(simulator.url, CONNECTIONS.stt, id),
  ];
}

/** Makes a connection, of which its connector says that it works. Resolves to what the connector says. */
export async function connect({ api }: Tenant, connection: object): Promise<string> {
  const { id } = await api.must<{ id: string }>('POST', '/v1/connections', connection);
  const test = `/v1/connections/${id}:test`;
  const outcome = await api.must<{ readonly ok: boolean; readonly message: string }>('POST', test);
  if (!outcome.ok) throw new Error(`the connection does not work: ${JSON.stringify(outcome)}`);
  return outcome.message;
}

export const smsConnection = (
  simulatorUrl: string,
  name: string,
  { smsId, smsSecret }: Pick<TenantSecrets, 'smsId' | 'smsSecret'>,
): object => ({
  name,
  connector: 'sms',
  settings: { provider: 'cloudtalk', baseUrl: `${simulatorUrl}/cloudtalk` },
  secrets: { id: smsId, secret: smsSecret },
  allowedHosts: ['127.0.0.1'],
});

/** With an account of the tenant's own at Google. */
export const sttConnection = (simulatorUrl: string, name: string, tenant: string, settings: object = {}): object => ({
  name,
  connector: 'stt',
  settings: {
    provider: 'google',
    baseUrl: `${simulatorUrl}/google`,
    bucket: 'e2e-recordings',
    recordingHosts: ['127.0.0.1'],
    ...settings,
  },
  secrets: { credentials: JSON.stringify(serviceAccount(simulatorUrl, tenant)) },
  allowedHosts: ['127.0.0.1'],
});

const serviceAccount = (simulatorUrl: string, tenant: string): object => ({
  type: 'service_account',
  project_id: `project-${tenant}`,
  private_key_id: tenant,
  private_key: PRIVATE_KEY,
  client_email: `${tenant}@e2e.iam.gserviceaccount.com`,
  token_uri: `${simulatorUrl}/google/token`,
});

/** The hashes under which the simulator shows this tenant's credentials, for all but Google. */
export function credentialHashes({ secrets }: Tenant): ReadonlySet<string> {
  const basic = Buffer.from(`${secrets.smsId}:${secrets.smsSecret}`).toString('base64');
  const bearers = [secrets.crmToken, secrets.slackToken, secrets.speechKey].map((token) => `Bearer ${token}`);
  const others = [`Basic ${basic}`, `AccessKey ${secrets.smsSecret}`, `Token ${secrets.speechKey}`];
  return new Set([...bearers, ...others].map(sha256));
}
