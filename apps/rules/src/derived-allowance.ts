export interface DerivedRate {
  readonly perSecond: number;
  readonly burst: number;
}

/** What a gateway takes of a tenant that has no quotas of its own. */
const RATE: DerivedRate = { perSecond: 1_000, burst: 10_000 };
/** Beyond so many tenants, those whose buckets are full are forgotten: a new bucket is full as well. */
const MAX_TENANTS = 1_000;

/**
 * How many events that workflows themselves led to one process plans for each tenant. They pass no gateway, and a workflow that starts
 * itself with n actions makes n^8 of one event before the hop limit. Counted by when the bus took them, so that a backlog is not punished
 * for being read fast.
 */
export class DerivedAllowance {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();

  constructor(private readonly rate = RATE) {}

  /** `at`: milliseconds since the epoch. False: the tenant has had its share. */
  take(tenant: string, at: number): boolean {
    const bucket = this.bucket(tenant, at);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  private bucket(tenant: string, at: number): { tokens: number } {
    const known = this.buckets.get(tenant);
    if (known) {
      known.tokens = this.tokensOf(known, at);
      // Partitions are read side by side, and one is ahead of the other.
      known.at = Math.max(known.at, at);
      return known;
    }
    if (this.buckets.size >= MAX_TENANTS) this.forgetFull(at);
    const fresh = { tokens: this.rate.burst, at };
    this.buckets.set(tenant, fresh);
    return fresh;
  }

  private tokensOf(bucket: { readonly tokens: number; readonly at: number }, at: number): number {
    const { perSecond, burst } = this.rate;
    return Math.min(burst, bucket.tokens + (Math.max(0, at - bucket.at) * perSecond) / 1_000);
  }

  private forgetFull(at: number): void {
    for (const [tenant, bucket] of this.buckets)
      if (this.tokensOf(bucket, at) >= this.rate.burst) this.buckets.delete(tenant);
  }
}
