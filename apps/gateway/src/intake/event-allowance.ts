import type { Quotas } from '../tenants/quotas.js';

type Rate = Pick<Quotas, 'eventsPerSecond' | 'eventBurst'>;

/** Why events were not taken, and in how many milliseconds they may be. */
export interface Refusal {
  readonly message: string;
  readonly waitMs: number;
}

/**
 * How many events of each tenant one gateway takes: a bucket of `eventBurst` that `eventsPerSecond` fill again. In memory, so that it costs
 * no question to anybody and holds while the database is away.
 */
export class EventAllowance {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();

  /** `now`: monotonic milliseconds. */
  constructor(private readonly now: () => number) {}

  /** All or none. More at once than the bucket holds wait until it is full, and leave it in debt: a list of any length can pass. */
  take(tenant: string, count: number, rate: Rate): Refusal | undefined {
    const bucket = this.bucket(tenant, rate);
    const missing = Math.min(count, rate.eventBurst) - bucket.tokens;
    if (missing > EPSILON) return refusal(rate, missing);
    bucket.tokens -= count;
    return undefined;
  }

  /** As many of them as there is room for; the refusal is that of the first that stays out. */
  takeSome(tenant: string, wanted: number, rate: Rate): { readonly taken: number; readonly refusal?: Refusal } {
    const bucket = this.bucket(tenant, rate);
    const taken = Math.max(0, Math.min(wanted, Math.floor(bucket.tokens + EPSILON)));
    bucket.tokens -= taken;
    return taken === wanted ? { taken } : { taken, refusal: refusal(rate, 1 - bucket.tokens) };
  }

  private bucket(tenant: string, { eventsPerSecond, eventBurst }: Rate): { tokens: number } {
    const at = this.now();
    const known = this.buckets.get(tenant);
    const tokens = known ? known.tokens + ((at - known.at) * eventsPerSecond) / 1_000 : eventBurst;
    const bucket = { tokens: Math.min(eventBurst, tokens), at };
    this.buckets.set(tenant, bucket);
    return bucket;
  }
}

function refusal({ eventsPerSecond, eventBurst }: Rate, missing: number): Refusal {
  const quotas = `"eventsPerSecond" is ${eventsPerSecond} and "eventBurst" ${eventBurst}, at each gateway`;
  const message = `The tenant sends more events than its quotas allow: ${quotas}.`;
  return { message, waitMs: Math.max(1, Math.ceil((missing * 1_000) / eventsPerSecond)) };
}

/** A token that is due at this very moment is there, whatever floating point makes of it. */
const EPSILON = 1e-6;
