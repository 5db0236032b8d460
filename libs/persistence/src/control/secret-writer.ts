import type { EntityManager } from 'typeorm';
import { PersistenceError } from '../persistence-error.js';
import type { Changes } from './changes.js';
import { SecretEntity, SecretSealEntity } from './entities/secret.entity.js';
import { Secrets } from './secrets.js';
import type { StoredSecret } from './types.js';

export interface NewSecret {
  readonly name: string;
  readonly hint: string;
  readonly allowedHosts: readonly string[];
  /** One per connector type that may use it. */
  readonly seals: readonly { readonly connector: string; readonly sealed: string; readonly kid: string }[];
}

export class SecretWriter extends Secrets {
  constructor(
    manager: EntityManager,
    private readonly changes: Changes,
  ) {
    super(manager, changes.context);
  }

  /** A new secret, or a new version of one: all its seals are replaced. */
  async put({ name, hint, allowedHosts, seals }: NewSecret): Promise<StoredSecret> {
    const { tenant } = this.context;
    const { revision, now } = this.changes;
    const before = await this.find(name);
    const row = { tenant, name, hint, version: (before?.version ?? 0) + 1, allowedHosts: [...allowedHosts], revision };
    await this.manager.upsert(SecretEntity, { ...row, createdAt: before?.createdAt ?? now, updatedAt: now }, [
      'tenant',
      'name',
    ]);
    await this.manager.delete(SecretSealEntity, { tenant, secret: name });
    await this.manager.insert(
      SecretSealEntity,
      seals.map((seal) => ({ tenant, secret: name, ...seal })),
    );
    await this.changes.dirty('secret', name);
    await this.changes.note(before ? 'secret.replaced' : 'secret.created', { kind: 'secret', id: name, name });
    const stored = await this.find(name);
    if (!stored) throw new PersistenceError('failed', 'A secret that was just written is not there.');
    return stored;
  }

  async remove(name: string): Promise<boolean> {
    const { tenant } = this.context;
    const { affected } = await this.manager.delete(SecretEntity, { tenant, name });
    if (!affected) return false;
    await this.changes.dirty('secret', name);
    await this.changes.note('secret.deleted', { kind: 'secret', id: name, name });
    return true;
  }
}
