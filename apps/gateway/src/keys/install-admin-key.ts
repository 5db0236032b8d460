import type { Secret } from '@hookswitch/connector-sdk';
import type { ControlPlane } from '@hookswitch/persistence';
import { parseApiKey } from '@hookswitch/platform';
import { SCOPES } from '../auth/scopes.js';

/** The operator's first key: tenant `default`, every scope. It replaces the one that was configured before. */
export async function installAdminKey(plane: ControlPlane, adminKey: Secret | undefined): Promise<void> {
  const key = adminKey && parseApiKey(adminKey.reveal());
  if (key) await plane.keys.install({ id: key.id, hash: key.hash, scopes: [...SCOPES] });
}
