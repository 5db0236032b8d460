import { generateKeyPairSync } from 'node:crypto';
import type { JsonObject } from '@hookswitch/domain';

/** Connections of the samples: each provider's own protocol, spoken to the simulator. The credentials open nothing anywhere. */
export function demoConnections(simulatorUrl: string): readonly (JsonObject & { readonly name: string })[] {
  const { hostname } = new URL(simulatorUrl);
  return [
    {
      name: 'demo-cloudtalk',
      connector: 'sms',
      settings: { provider: 'cloudtalk', baseUrl: `${simulatorUrl}/cloudtalk` },
      secrets: { id: 'demo-id', secret: 'demo-secret' },
      allowedHosts: [hostname],
    },
    {
      name: 'demo-slack',
      connector: 'slack',
      settings: { baseUrl: `${simulatorUrl}/slack` },
      secrets: { token: 'xoxb-demo' },
      allowedHosts: [hostname],
    },
    {
      name: 'demo-google',
      connector: 'stt',
      settings: { provider: 'google', baseUrl: `${simulatorUrl}/google`, bucket: 'demo', recordingHosts: [hostname] },
      secrets: { credentials: JSON.stringify(serviceAccount(simulatorUrl)) },
      allowedHosts: [hostname],
    },
  ];
}

export const DEMO_SECRET = (hostname: string) => ({
  name: 'demo_crm_token',
  value: 'demo-crm-token',
  connectors: ['http'],
  allowedHosts: [hostname],
});

/** In the shape of a Google service account key, made for this installation. */
function serviceAccount(simulatorUrl: string): JsonObject {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  return {
    type: 'service_account',
    project_id: 'demo',
    private_key_id: 'demo',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    client_email: 'demo@demo.iam.gserviceaccount.com',
    token_uri: `${simulatorUrl}/google/token`,
  };
}
