import type { ReadUnit } from '@hookswitch/persistence';
import { ApiError } from '../problem/api-error.js';
import type { Mistake } from '../problem/request-codes.js';
import { quotasOf, type QuotaName } from './quotas.js';

export const QUOTA_EXCEEDED = 'quota_exceeded';

/** `quota` is named behind the text. */
export const exceeded = (pointer: string, quota: QuotaName, text: string): Mistake => ({
  pointer,
  code: QUOTA_EXCEEDED,
  message: `${text} (Quota "${quota}".)`,
});

/** Whether the tenant may have one more. Rejects with `quota_exceeded`. */
export async function requireRoom(unit: ReadUnit, tenant: string, quota: 'connections' | 'secrets'): Promise<void> {
  const most = quotasOf(await unit.tenants.find(tenant))[quota];
  const use = await unit[quota].count();
  if (use >= most) throw quotaExceeded([hasAll(quota, use, most)]);
}

/** What says so of things that are counted, which are called as their quota is. */
export const hasAll = (quota: 'workflows' | 'connections' | 'secrets', use: number, most: number) =>
  exceeded('', quota, `This tenant has ${use} of at most ${most} ${quota}.`);

export const quotaExceeded = (errors: readonly Mistake[]): ApiError =>
  new ApiError(QUOTA_EXCEEDED, undefined, { errors });
