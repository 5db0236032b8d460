import type { RetryPolicy } from '@hookswitch/domain';

export const HOUR_MS = 3_600_000;
const JITTER = 0.2;

/** Milliseconds before the next attempt after `used` of them, with ±20 % jitter. `random`: 0 (inclusive) to 1. */
export function retryDelay(policy: RetryPolicy, used: number, random: number): number {
  const { initialInterval, factor, maxInterval } = policy;
  const scheduled = Math.min(initialInterval * factor ** Math.max(0, used - 1), maxInterval);
  return Math.round(scheduled * (1 - JITTER + 2 * JITTER * random));
}

/** A target may ask for more patience than scheduled, up to an hour, and never for less. */
export const withRetryAfter = (scheduledMs: number, afterMs: number | undefined): number =>
  afterMs === undefined || !Number.isFinite(afterMs) ? scheduledMs : Math.max(scheduledMs, Math.min(afterMs, HOUR_MS));
