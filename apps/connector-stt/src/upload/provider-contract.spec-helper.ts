import { join } from 'node:path';
import { afterAll, describe, it } from '@jest/globals';
import { conformance, type ConformanceTarget } from '@hookswitch/conformance';
import type { JsonObject } from '@hookswitch/domain';
import { hearing, RECORDING, WRONG_PARAMS } from '../recording/hearing.spec-helper.js';
import { createSttConnector } from '../stt-connector.js';

export const API_KEY = 'key-of-the-contract';

/** What every connector keeps, for a provider that transcribes with one request. */
export function providerContract(
  settings: (origin: string) => JsonObject,
  parts: Pick<ConformanceTarget, 'accepted' | 'acceptedTest' | 'withoutHost'>,
): void {
  const target: ConformanceTarget = {
    variant: settings('').provider as string,
    results: join(import.meta.dirname, '../../conformance/results'),
    connector: hearing(createSttConnector({ recordingHosts: ['recordings.example.com'] }), 1),
    properties: RECORDING,
    params: () => ({ language: 'en-US', use_enhanced: false, model: 'phone_call' }),
    connection: (origin) => ({ settings: settings(origin), secrets: { apiKey: API_KEY } }),
    wrongParams: WRONG_PARAMS,
    wrongSettings: {
      'a provider that is not there': { provider: 'megaphone' },
      'a path that is none': { transcriptionPath: 'inference?x=1' },
      'an empty model': { model: '' },
    },
    serverError: 'retry',
    lostAnswer: 'retry',
    unreadable: 'retry',
    secrets: [API_KEY],
    ...parts,
  };
  conformance(target, { describe, it, afterAll });
}
