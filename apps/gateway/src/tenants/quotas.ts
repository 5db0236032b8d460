import { MAX_EVENT_DATA_BYTES, MAX_STEPS } from '@hookswitch/domain';
import type { StoredTenant } from '@hookswitch/persistence';
import { limitsOf, type Limit } from './limits.js';

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
  connections: { default: 200, min: 0, max: 10_000, description: 'Connections of all connectors together.' },
  secrets: {
    default: 2_000,
    min: 0,
    max: 100_000,
    description: 'Secrets, credentials that were typed into workflows included; what belongs to a connection is not.',
  },
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
} as const satisfies Readonly<Record<string, Limit>>;

export type QuotaName = keyof typeof QUOTAS;
export type Quotas = Readonly<Record<QuotaName, number>>;

export const QUOTA_NAMES = Object.keys(QUOTAS) as readonly QuotaName[];

/** Those that are set for the tenant, and the release's for the others. */
export const quotasOf = (tenant: Pick<StoredTenant, 'quotas'> | undefined): Quotas => limitsOf(QUOTAS, tenant?.quotas);
