import { expect, it } from '@jest/globals';
import type { ControlPlane } from '@hookswitch/persistence';
import type { Logger } from '@hookswitch/platform';
import type { ChangeFeed } from '../core/change-feed.js';
import { TenantDirectory } from './tenant-directory.js';

it('finds a tenant that another gateway has made since it last looked', async () => {
  const stored = new Set(['acme']);
  const plane = {
    read: ({ tenant }: { readonly tenant: string }) =>
      Promise.resolve(stored.has(tenant) ? { tenant: { tenant, revision: 1 }, eventTypes: [] } : undefined),
  } as unknown as ControlPlane;
  const directory = new TenantDirectory(plane, {} as ChangeFeed, {} as Logger);
  expect(directory.find('acme')).toBeUndefined();
  expect(await directory.known('acme')).toMatchObject({ tenant: 'acme' });
  expect(await directory.known('nobody')).toBeUndefined();
});
