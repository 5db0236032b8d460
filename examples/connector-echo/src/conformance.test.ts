import { join } from 'node:path';
import { after as afterAll, describe, it } from 'node:test';
import { conformance } from '@hookswitch/conformance';
import { connector } from './connector.js';

const token = 'CANARY-echo-token';

conformance(
  {
    connector,
    params: () => ({ text: 'Hello', values: { from: '+12025550142', seconds: 21 }, times: 2 }),
    connection: (origin) => ({ settings: { baseUrl: origin }, secrets: { token } }),
    accepted: { status: 201, body: { id: 'message-1' } },
    wrongParams: {
      'no text': { text: undefined },
      'an empty text': { text: '' },
      'a number': { text: 7 },
      'eleven times': { times: 11 },
      'values that are none': { values: 'none' },
      'an unknown field': { colour: 'red' },
    },
    wrongSettings: { 'an address that is none': { baseUrl: 'example' } },
    serverError: 'retry',
    unreadable: 'unknown',
    secrets: [token],
    results: join(import.meta.dirname, '../conformance/results'),
  },
  { describe, it, afterAll },
);
