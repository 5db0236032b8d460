import { createHash } from 'node:crypto';
import type { JsonObject } from '@hookswitch/domain';
import type { EntityManager } from 'typeorm';
import type { WriteContext } from './context.js';
import { AuditEntity } from './entities/audit.entity.js';
import { TenantEntity } from './entities/tenant.entity.js';
import type { AuditObject, DirtyKind } from './types.js';

/** Postgres channel that wakes publishers; the payload is the tenant. */
export const CHANGES_CHANNEL = 'hookswitch_control';

/** Kinds that rules hears of. */
const PLANNING: readonly DirtyKind[] = ['workflow', 'tenant'];

/**
 * What every write adds to its rows, in the same transaction: the tenant's next revision, dirty keys, audit entries. The tenant's row
 * is locked from the start, so that a tenant's changes, revisions and audit entries come one after the other.
 */
export class Changes {
  readonly revision: number;
  private hasChanged = false;
  private hasPlanned = false;
  private auditSeq: number;
  private auditHash: string;

  constructor(
    private readonly manager: EntityManager,
    readonly context: WriteContext,
    private readonly tenant: TenantEntity,
    readonly now: Date,
  ) {
    this.revision = tenant.revision + 1;
    this.auditSeq = tenant.auditSeq;
    this.auditHash = tenant.auditHash;
  }

  /** The record of this key on Kafka is to be written again. */
  async dirty(kind: DirtyKind, key: string): Promise<void> {
    this.hasChanged = true;
    this.hasPlanned ||= PLANNING.includes(kind);
    await markDirty(this.manager, { tenant: this.context.tenant, kind, key, revision: this.revision });
  }

  /** Adds to the audit: never a secret, never a payload. */
  async note(action: string, object: AuditObject, detail?: JsonObject): Promise<void> {
    this.hasChanged = true;
    const { actor, tenant } = this.context;
    const entry = {
      tenant,
      seq: this.auditSeq + 1,
      at: this.now,
      actor: actor.name,
      address: actor.address ?? null,
      action,
      objectKind: object.kind,
      objectId: object.id,
      objectName: object.name ?? null,
      version: object.version ?? null,
      detail: detail ?? null,
      previous: this.auditHash,
    };
    const hash = auditHash(entry);
    await this.manager.insert(AuditEntity, { ...entry, hash });
    this.auditSeq += 1;
    this.auditHash = hash;
  }

  /** Writes what the tenant's row keeps of all this, and wakes publishers when the transaction commits. */
  async finish(): Promise<void> {
    if (!this.hasChanged) return;
    const { tenant } = this.context;
    await this.manager.update(
      TenantEntity,
      { tenant },
      {
        revision: this.revision,
        planningRevision: this.hasPlanned ? this.revision : this.tenant.planningRevision,
        auditSeq: this.auditSeq,
        auditHash: this.auditHash,
      },
    );
    await this.manager.query('SELECT pg_notify($1, $2)', [CHANGES_CHANNEL, tenant]);
  }
}

/** The hash of an entry covers everything in it and the entry before it. */
export const auditHash = (entry: Omit<AuditEntity, 'hash'>): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        entry.tenant,
        entry.seq,
        entry.at.toISOString(),
        entry.actor,
        entry.address,
        entry.action,
        entry.objectKind,
        entry.objectId,
        entry.objectName,
        entry.version,
        entry.detail,
        entry.previous,
      ]),
    )
    .digest('hex');

interface Mark {
  readonly tenant: string;
  readonly kind: DirtyKind;
  readonly key: string;
  readonly revision: number;
}
/** A key that is dirty already takes the newer revision: the publisher then does not delete it for the older one. */
export const markDirty = (manager: EntityManager, { tenant, kind, key, revision }: Mark): Promise<unknown> =>
  manager.query(
    `INSERT INTO control.outbox (tenant_id, kind, key, revision) VALUES ($1, $2, $3, $4)
     ON CONFLICT (tenant_id, kind, key) DO UPDATE SET revision = excluded.revision, noted_at = now()`,
    [tenant, kind, key, revision],
  );
