import { MAX_EVENT_DATA_BYTES, MAX_STEPS } from '@hookswitch/domain';
import type { StoredTenant } from '@hookswitch/persistence';

interface Quota {
  /** For tenants of which nobody has said otherwise. */
  readonly default: number;
  readonly min: number;
  /** What the product itself can do; no quota goes beyond it. */
  readonly max: number;
  readonly description: string;
}

/** What a tenant may use of the installation. All of them are checked by the gateway, where there is somebody to tell. */
export const QUOTAS = {
  workflows: { default: 1_000, min: 0, max: 100_000, description: 'Workflows, disabled ones included.' },
  everyEventWorkflows: {
    default: 200,
    min: 0,
    max: 100_000,
    description: 'Workflows in force that are evaluated on every event of their triggers.',
  },
  stepsPerWorkflow: { default: MAX_STEPS, min: 1, max: MAX_STEPS, description: 'Steps of one workflow.' },
  eventsPerSecond: {
    default: 1_000,
    min: 1,
    max: 1_000_000,
    description: 'Events a second over REST and gRPC, of each gateway, in the long run.',
  },
  eventBurst: {
    default: 10_000,
    min: 1,
    max: 1_000_000,
    description: 'Events that each gateway takes at once after a quiet time.',
  },
  eventBytes: {
    default: MAX_EVENT_DATA_BYTES,
    min: 1_024,
    max: MAX_EVENT_DATA_BYTES,
    description: 'Bytes of the data of one event over REST and gRPC, as JSON.',
  },
} as const satisfies Readonly<Record<string, Quota>>;

export type QuotaName = keyof typeof QUOTAS;
export type Quotas = Readonly<Record<QuotaName, number>>;

export const QUOTA_NAMES = Object.keys(QUOTAS) as readonly QuotaName[];

/** Those that are set for the tenant, and the release's for the others. */
export const quotasOf = (tenant: Pick<StoredTenant, 'quotas'> | undefined): Quotas =>
  Object.fromEntries(
    QUOTA_NAMES.map((name) => [name, tenant?.quotas[name] ?? QUOTAS[name].default]),
  ) as unknown as Quotas;

/** Null takes a quota back to the release's. */
export type QuotaChange = Readonly<Partial<Record<QuotaName, number | null | undefined>>>;

/** What is to be kept of the quotas that are set now and those that are to change. */
export function changedQuotas(
  before: Readonly<Record<string, number>>,
  change: QuotaChange,
): Readonly<Record<string, number>> {
  const kept = new Map(Object.entries(before));
  for (const name of QUOTA_NAMES) {
    const value = change[name];
    if (value === null) kept.delete(name);
    else if (value !== undefined) kept.set(name, value);
  }
  return Object.fromEntries(kept);
}
