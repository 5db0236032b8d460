import { RUN_RETENTION_MS } from '@hookswitch/domain';

export const DAY_MS = 86_400_000;

/** How long the run history is kept, in days. */
export interface Retention {
  /** Events, from their receipt. */
  readonly eventDays: number;
  /** Runs with their steps, actions and attempts from their end; dead letters and delivery receipts. */
  readonly runDays: number;
}

/** What holds for every tenant; one may keep less, and none keeps more: whole partitions go then. */
export const MAX_RETENTION: Retention = { eventDays: 7, runDays: RUN_RETENTION_MS / DAY_MS };

/** What was set for one tenant. */
export interface TenantRetention extends Partial<Retention> {
  readonly tenant: string;
}
