import { connectorContract, type ContractTarget } from '@hookswitch/connector-sdk/testing';
import type { JsonObject } from '@hookswitch/domain';
import { smsConnector } from './sms-connector.js';

type Parts = Pick<ContractTarget, 'accepted' | 'acceptedTest' | 'wrongSettings'>;

const secrets = { id: 'CANARY-key-id', secret: 'CANARY-key-secret' };
export const sender = '+12025550100';

/** The contract of connectors for a provider whose 429 carries `Retry-After`; `settings` of its connection by the origin of its server. */
export function providerContract(settings: (origin: string) => JsonObject, parts: Parts): void {
  connectorContract({
    connector: smsConnector,
    params: () => ({ sender, recipient: '+12025550142', text: 'Sorry we missed you!' }),
    connection: (origin) => ({ settings: { sender, ...settings(origin) }, secrets }),
    wrongParams: { 'a provider that is not built': { provider: 'pigeon' } },
    serverError: 'unknown',
    unreadable: 'unknown',
    secrets: Object.values(secrets),
    ...parts,
  });
}
