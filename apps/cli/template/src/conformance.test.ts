import { after as afterAll, describe, it } from 'node:test';
import { conformance } from '@hookswitch/conformance';
import { connector } from './connector.js';

const token = 'CANARY-template-name-token';

conformance(
  {
    connector,
    params: () => ({ text: 'Hello' }),
    connection: (origin) => ({ settings: { baseUrl: origin }, secrets: { token } }),
    accepted: { status: 201, body: { id: 'message-1' } },
    wrongParams: {
      'no text': { text: undefined },
      'an empty text': { text: '' },
      'a number': { text: 7 },
      'an unknown field': { colour: 'red' },
    },
    wrongSettings: { 'an address that is none': { baseUrl: 'example' } },
    serverError: 'retry',
    unreadable: 'unknown',
    secrets: [token],
  },
  { describe, it, afterAll },
);
