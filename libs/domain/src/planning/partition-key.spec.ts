import { expect, it } from '@jest/globals';
import type { JsonObject } from '../json.js';
import type { KeyPart } from '../manifest.js';
import { partitionKey } from './partition-key.js';
import { callEnded, planned, recordOf } from './testing.spec-helper.js';

const host: KeyPart = { from: 'host', name: 'endpoint' };

it.each<[string, readonly KeyPart[], JsonObject, string]>([
  ['nothing', [], {}, 'acme'],
  ['the connection', [{ from: 'connection' }], {}, 'acme|main'],
  ['a parameter', [{ from: 'param', name: 'channel' }], { channel: '#a' }, 'acme|#a'],
  ['a nested parameter', [{ from: 'param', name: 'auth.id' }], { auth: { id: 7 } }, 'acme|7'],
  ['a missing parameter', [{ from: 'param', name: 'channel' }], {}, 'acme|'],
  ['a host', [host], { endpoint: 'https://CRM.Example/a?b#c' }, 'acme|crm.example'],
  ['a host with a port', [host], { endpoint: 'http://127.0.0.1:8090/x' }, 'acme|127.0.0.1:8090'],
  ['a host behind credentials', [host], { endpoint: 'https://u:p@crm.example/@x' }, 'acme|crm.example'],
  ['no URL', [host], { endpoint: 'nowhere' }, 'acme|'],
  ['several parts', [{ from: 'connection' }, host], { endpoint: 'https://a?b' }, 'acme|main|a'],
])('the key of a command is %s', (_, parts, params, key) => {
  expect(partitionKey(parts, { tenant: 'acme', connection: 'main', params })).toBe(key);
});

it('has a bounded length', () => {
  const params = { channel: 'x'.repeat(5_000) };
  const source = { tenant: 'acme', connection: undefined, params };
  expect(partitionKey([{ from: 'param', name: 'channel' }], source)).toHaveLength(5 + 256);
});

it('knows the host of an endpoint that has a secret in its query', () => {
  const steps = [
    {
      id: 'crm',
      action: 'http',
      params: { endpoint: 'https://crm.example.com/?key={{secrets.crm_token}}', method: 'GET' },
    },
  ];
  const [decision] = planned(callEnded(), recordOf('w1', { steps }));
  expect(decision?.commands[0]).toMatchObject({ key: 'acme|crm.example.com', command: { params: { endpoint: '' } } });
});
