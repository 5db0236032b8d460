import type { Json } from '@hookswitch/domain';
import { LessThan, MoreThanOrEqual, type EntityManager } from 'typeorm';
import { PersistenceError } from '../persistence-error.js';
import type { Once, TenantContext } from './context.js';
import { IdempotencyKeyEntity } from './entities/idempotency-key.entity.js';

const KEPT_MS = 24 * 3_600_000;

/**
 * The answer of an earlier request with the same key, if it was the same request. Called with the tenant's row locked, so a second
 * request waits for the first to end. Rejects with `reused` when the key belongs to another request.
 */
export async function recall<T>(
  manager: EntityManager,
  { tenant }: TenantContext,
  { key, requestHash, restore }: Once<T>,
): Promise<{ readonly answer: T } | undefined> {
  const since = new Date(Date.now() - KEPT_MS);
  const row = await manager.findOne(IdempotencyKeyEntity, {
    where: { tenant, key, createdAt: MoreThanOrEqual(since) },
  });
  if (!row) return undefined;
  if (row.requestHash !== requestHash) {
    throw new PersistenceError('reused', 'This idempotency key was used for another request.');
  }
  return { answer: restore(row.answer.value as Json) };
}

export async function remember<T>(
  manager: EntityManager,
  { tenant }: TenantContext,
  { key, requestHash, store }: Once<T>,
  answer: T,
): Promise<void> {
  const createdAt = new Date();
  await manager.delete(IdempotencyKeyEntity, { tenant, createdAt: LessThan(new Date(+createdAt - KEPT_MS)) });
  await manager.insert(IdempotencyKeyEntity, {
    tenant,
    key,
    requestHash,
    answer: { value: store(answer) as object },
    createdAt,
  });
}
