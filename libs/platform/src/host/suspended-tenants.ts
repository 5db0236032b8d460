import type { TenantRecord } from '@hookswitch/domain';

/** Tenants for which nothing may start, as the tenants topic last said; of two records the higher revision counts. */
export class SuspendedTenants {
  readonly #revisions = new Map<string, number>();
  readonly #suspended = new Set<string>();

  /** Returns whether its commands may go on from now. */
  put({ tenant, revision, suspended }: TenantRecord): boolean {
    if ((this.#revisions.get(tenant) ?? -1) > revision) return false;
    this.#revisions.set(tenant, revision);
    if (!suspended) return this.#suspended.delete(tenant);
    this.#suspended.add(tenant);
    return false;
  }

  has(tenant: string): boolean {
    return this.#suspended.has(tenant);
  }
}
