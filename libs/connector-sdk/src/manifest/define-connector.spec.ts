import { describe, expect, it } from '@jest/globals';
import type { ConnectorManifest } from '@hookswitch/domain';
import { CONNECTOR_CONTRACT, contractProblem } from '../contract.js';
import { defineConnector, ManifestError } from './define-connector.js';
import { manifestProblems } from './manifest-problems.js';

const manifest: ConnectorManifest = {
  type: 'fax',
  version: '1.0.0',
  title: 'Fax',
  description: 'Sends a fax.',
  parameters: {
    type: 'object',
    properties: { url: { type: 'string' }, login: { type: 'object', properties: { secret: {} } } },
  },
  output: { type: 'object' },
  landings: { url: 'url', login: 'json' },
  secretParams: ['login.secret'],
  secretsAllowedIn: ['login.secret'],
  partitionKey: [{ from: 'connection' }, { from: 'host', name: 'url' }],
  idempotency: 'none',
  delivery: 'at_most_once',
  timeoutMs: 30_000,
  egressHosts: ['fax.example.com'],
};
const options = { param: 'url', on: 'login', cases: [], otherwise: [], severity: 'error' } as const;
const perform = () => Promise.resolve({ kind: 'succeeded', output: null } as const);

describe('defining a connector', () => {
  it('takes a whole manifest and freezes it', () => {
    const connector = defineConnector({ manifest: structuredClone(manifest), perform });
    expect(Object.isFrozen(connector)).toBe(true);
    expect(Object.isFrozen(connector.manifest.parameters)).toBe(true);
  });

  it('says for which contract it was built, whatever the manifest claims', () => {
    const { contract } = defineConnector({ manifest: { ...manifest, contract: 7 }, perform }).manifest;
    expect(contract).toBe(CONNECTOR_CONTRACT);
    expect(contractProblem({})).toBeUndefined();
    expect(contractProblem({ contract: 7 })).toContain('contract 7 and this is contract 1');
  });

  it.each<[string, Partial<ConnectorManifest>, string]>([
    ['type', { type: 'Fax Machine' }, '/type'],
    ['landing', { landings: { url: 'html' as 'url' } }, '/landings/url'],
    ['schema', { parameters: { type: 'objekt' } }, '/parameters'],
    ['landing of no parameter', { landings: { url: 'url', text: 'text' } }, '/landings/text'],
    ['secret path', { secretParams: ['login.password'] }, '/secretParams/0'],
    ['place for secrets', { secretsAllowedIn: ['header'] }, '/secretsAllowedIn/0'],
    ['partition key', { partitionKey: [{ from: 'param', name: 'number' }] }, '/partitionKey/0/name'],
    ['host of no URL', { partitionKey: [{ from: 'host', name: 'login' }] }, '/partitionKey/0/name'],
    ['time-out', { timeoutMs: 0 }, '/timeoutMs'],
    ['setting schema', { connection: { settings: { properties: 1 }, secrets: [] } }, '/connection/settings'],
    [
      'setting of options',
      { options: [{ ...options, where: [{ setting: 'vendor', values: ['a'] }] }] },
      '/where/0/setting',
    ],
    ['field', { colour: 'red' } as never, '/colour'],
  ])('refuses a wrong %s', (_, wrong, pointer) => {
    const define = () => defineConnector({ manifest: { ...manifest, ...wrong }, perform });
    expect(define).toThrow(ManifestError);
    expect(define).toThrow(pointer);
  });

  it('finds what is wrong with anything', () => {
    for (const value of [null, 1, 'x', [], {}]) expect(manifestProblems(value).length).toBeGreaterThan(0);
    expect(manifestProblems(manifest)).toEqual([]);
  });
});
