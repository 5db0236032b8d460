import { describe, expect, it } from '@jest/globals';
import { AccessRules } from '../auth/access.js';
import { customMethod } from './custom-method.js';
import { apiPath } from './route-table.js';

describe('apiPath', () => {
  it.each([
    ['/v1/workflows', '/v1/workflows'],
    ['/v1/workflows/:id', '/v1/workflows/{id}'],
    ['/v1/workflows/:id/versions', '/v1/workflows/{id}/versions'],
    ['/v1/workflows::test', '/v1/workflows:test'],
    [`/v1/workflows/${customMethod('enable')}`, '/v1/workflows/{id}:enable'],
    [`/v1/receipts/:provider/${customMethod('send', 'connection')}`, '/v1/receipts/{provider}/{connection}:send'],
  ])('writes %s as %s', (from, to) => {
    expect(apiPath(from)).toBe(to);
  });
});

describe('AccessRules', () => {
  const route = { method: 'GET', path: '/v1/things' };
  it('says what is served without a scope, and what has one without being served', () => {
    const rules = new AccessRules([{ 'GET /v1/things': 'runs:read' }, { 'POST /v1/things': 'runs:cancel' }]);
    expect(rules.check([route, { method: 'PUT', path: '/v1/things' }])).toEqual([
      'PUT /v1/things declares no scope',
      'POST /v1/things has a scope but is not served',
    ]);
    expect(rules.of(route)).toBe('runs:read');
  });
  it('refuses two features that claim one route', () => {
    expect(() => new AccessRules([{ 'GET /a': 'public' }, { 'GET /a': 'runs:read' }])).toThrow('same route');
  });
});
