import { MAX_RETENTION, type Retention, type StoredTenant } from '@hookswitch/persistence';
import { limitsOf, type Limits } from './limits.js';

/** For how many days the run history of a tenant is kept. It may be less than the installation's, and not more. */
export const RETENTION: Limits<keyof Retention> = {
  eventDays: {
    default: MAX_RETENTION.eventDays,
    min: 1,
    max: MAX_RETENTION.eventDays,
    description: 'Days that events are kept after their receipt.',
  },
  runDays: {
    default: MAX_RETENTION.runDays,
    min: 1,
    max: MAX_RETENTION.runDays,
    description:
      'Days that runs are kept after their end, with steps, actions and attempts; dead letters and receipts too.',
  },
};

export const retentionOf = (tenant: Pick<StoredTenant, 'retention'> | undefined): Retention =>
  limitsOf(RETENTION, tenant?.retention);
