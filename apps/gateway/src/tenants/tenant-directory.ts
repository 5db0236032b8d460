import type { EventType } from '@hookswitch/domain';
import { ControlPlane, type StoredTenant } from '@hookswitch/persistence';
import type { Logger } from '@hookswitch/platform';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { ChangeFeed } from '../core/change-feed.js';
import { LOGGER } from '../core/tokens.js';
import { quotasOf, type Quotas } from './quotas.js';

const REFRESH_MS = 5_000;
const PAGE = 500;

interface Entry {
  readonly tenant: StoredTenant;
  readonly eventTypes: readonly EventType[];
}

/**
 * What every gateway knows of every tenant without asking the database: settings, own event types, revision. Woken by changes, read
 * again by timer; the last state stays while the database is away.
 */
@Injectable()
export class TenantDirectory implements OnModuleInit, OnModuleDestroy {
  private entries = new Map<string, Entry>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly plane: ControlPlane,
    private readonly changes: ChangeFeed,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.refreshAll();
    this.changes.subscribe((tenant) => void this.refresh(tenant).catch(this.failed));
    this.timer = setInterval(() => void this.refreshAll().catch(this.failed), REFRESH_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  find(tenant: string): StoredTenant | undefined {
    return this.entries.get(tenant)?.tenant;
  }

  /** As {@link find}, and also when another gateway made it a moment ago. */
  async known(tenant: string): Promise<StoredTenant | undefined> {
    if (!this.find(tenant)) await this.refresh(tenant);
    return this.find(tenant);
  }

  isSuspended(tenant: string): boolean {
    return this.find(tenant)?.suspended ?? false;
  }

  /** Ids of all who are suspended. */
  suspended(): readonly string[] {
    return [...this.entries].flatMap(([id, { tenant }]) => (tenant.suspended ? [id] : []));
  }

  quotas(tenant: string): Quotas {
    return quotasOf(this.find(tenant));
  }

  /** The tenant's own types. */
  eventTypes(tenant: string): readonly EventType[] {
    return this.entries.get(tenant)?.eventTypes ?? [];
  }

  /** Of the last change that rules hears of: an event that is taken now carries it (read your own writes). */
  revision(tenant: string): number | undefined {
    return this.find(tenant)?.planningRevision;
  }

  /** To be awaited after a write here, so that the caller's next event carries the new revision. */
  async refresh(tenant: string): Promise<void> {
    const entry = await this.plane.read({ tenant }, async ({ tenants, eventTypes }) => {
      const found = await tenants.find(tenant);
      return found && { tenant: found, eventTypes: (await eventTypes.all()).map(({ definition }) => definition) };
    });
    if (entry) this.put(entry);
  }

  private async refreshAll(): Promise<void> {
    let after: string | undefined;
    do {
      const page = await this.plane.readAcross({ tenant: 'default' }, ({ tenants }) =>
        tenants.list({ limit: PAGE, ...(after !== undefined && { after }) }),
      );
      for (const { tenant, revision } of page.items) {
        if (this.find(tenant)?.revision !== revision) await this.refresh(tenant);
      }
      after = page.next;
    } while (after !== undefined);
  }

  /** Two reads may end in the other order. */
  private put(entry: Entry): void {
    const known = this.entries.get(entry.tenant.tenant);
    if (!known || known.tenant.revision <= entry.tenant.revision) this.entries.set(entry.tenant.tenant, entry);
  }

  private readonly failed = (error: unknown): void => {
    this.log.warn('could not read tenants again; the last state stays', { error });
  };
}
