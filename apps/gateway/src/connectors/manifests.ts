import type { ConnectorManifest } from '@hookswitch/domain';
import type { ReadUnit } from '@hookswitch/persistence';

export type Manifests = ReadonlyMap<string, ConnectorManifest>;

/** Accepted manifests by connector type: those of the database, so that all gateways compile alike. */
export async function manifestsOf({ connectors }: Pick<ReadUnit, 'connectors'>): Promise<Manifests> {
  return new Map((await connectors.all()).map(({ manifest }) => [manifest.type, manifest]));
}
