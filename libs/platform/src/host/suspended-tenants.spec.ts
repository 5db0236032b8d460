import { expect, it } from '@jest/globals';
import { SuspendedTenants } from './suspended-tenants.js';

it('holds a tenant until a newer record says that it may go on', () => {
  const tenants = new SuspendedTenants();
  const put = (revision: number, suspended: boolean) =>
    tenants.put({ tenant: 'acme', revision, suspended, deriveCallEvents: true, eventTypes: [] });
  expect(tenants.has('acme')).toBe(false);
  expect([put(5, true), tenants.has('acme')]).toEqual([false, true]);
  expect([put(4, false), tenants.has('acme')]).toEqual([false, true]);
  expect([put(6, false), tenants.has('acme')]).toEqual([true, false]);
  expect(put(7, false)).toBe(false);
  expect(tenants.has('other')).toBe(false);
});
