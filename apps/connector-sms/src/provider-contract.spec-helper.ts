import { join } from 'node:path';
import { afterAll, describe, it } from '@jest/globals';
import { conformance, type ConformanceTarget } from '@hookswitch/conformance';
import type { JsonObject } from '@hookswitch/domain';
import { smsConnector } from './sms-connector.js';

type Parts = Pick<ConformanceTarget, 'accepted' | 'acceptedTest' | 'wrongSettings'>;

const secrets = { id: 'CANARY-key-id', secret: 'CANARY-key-secret' };
export const sender = '+12025550100';

/** What every connector keeps, for a provider whose 429 carries `Retry-After`; `settings` of its connection by the origin of its server. */
export function providerContract(settings: (origin: string) => JsonObject, parts: Parts): void {
  const target: ConformanceTarget = {
    connector: smsConnector,
    variant: settings('').provider as string,
    params: () => ({ sender, recipient: '+12025550142', text: 'Sorry we missed you!' }),
    connection: (origin) => ({ settings: { sender, ...settings(origin) }, secrets }),
    wrongParams: { 'a provider that is not built': { provider: 'pigeon' } },
    serverError: 'unknown',
    unreadable: 'unknown',
    secrets: Object.values(secrets),
    results: join(import.meta.dirname, '../conformance/results'),
    withoutHost: 'they run with cloudtalk',
    ...parts,
  };
  conformance(target, { describe, it, afterAll });
}
