import { Breaker, type Signal } from './breaker.js';
import { TokenBucket, type Rate } from './token-bucket.js';

export interface KeyFacts {
  readonly partition: number;
  /** Record key: tenant|partition key. */
  readonly key: string;
  /** When the partition arrived. */
  readonly since: number;
  readonly rate: Rate | undefined;
  /** Its breaker is open, as far as others know. */
  readonly broken: boolean;
}

/** What one process knows of a partition key that has waiting rows. Times: monotonic milliseconds. */
export class KeyState {
  readonly partition: number;
  readonly key: string;
  readonly tenant: string;
  /** When its first waiting row is due; Infinity: none that is known. */
  dueAt = Number.POSITIVE_INFINITY;
  running = 0;
  #pausedUntil = 0;
  #bucket: TokenBucket | undefined;
  readonly #breaker: Breaker;

  constructor(facts: KeyFacts) {
    this.partition = facts.partition;
    this.key = facts.key;
    this.tenant = facts.key.split('|', 1)[0] ?? '';
    this.#bucket = facts.rate && new TokenBucket(facts.rate, facts.since);
    this.#breaker = new Breaker(facts.broken);
  }

  /** The partition has come back: what was due may have been done elsewhere, and so may what the rate allowed. */
  returned(since: number): void {
    this.dueAt = Number.POSITIVE_INFINITY;
    this.#bucket = this.#bucket && new TokenBucket(this.#bucket.rate, since);
  }

  /** A new rate begins with an empty bucket, the same one changes nothing. */
  setRate(rate: Rate | undefined, now: number): void {
    const known = this.#bucket?.rate;
    if (known?.perMinute === rate?.perMinute && known?.burst === rate?.burst) return;
    this.#bucket = rate && new TokenBucket(rate, now);
  }

  pauseUntil(time: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, time);
  }

  isPaused(now: number): boolean {
    return now < this.#pausedUntil;
  }

  get isBroken(): boolean {
    return this.#breaker.isOpen;
  }

  note(signal: Signal, now: number): 'opened' | 'closed' | undefined {
    return this.#breaker.note(signal, now);
  }

  /** One call starts. */
  began(now: number): void {
    this.running += 1;
    this.#bucket?.take(1, now);
  }

  /** How many calls may start now, whether or not a row is due. */
  allowance(now: number, cap: number): number {
    if (this.isPaused(now)) return 0;
    const free = Math.min(cap - this.running, this.#breaker.allowance(now, this.running));
    return Math.max(0, Math.min(free, this.#bucket?.available(now) ?? Number.POSITIVE_INFINITY));
  }

  /** Earliest time at which something may start, as far as time alone decides. */
  readyAt(now: number): number {
    return Math.max(this.dueAt, this.#pausedUntil, this.#breaker.opensAt(this.running), this.#bucket?.nextAt(now) ?? 0);
  }

  /** Nothing would be lost by forgetting it. */
  isIdle(now: number): boolean {
    const isAtRest = this.running === 0 && this.dueAt === Number.POSITIVE_INFINITY && !this.isBroken;
    return isAtRest && !this.isPaused(now) && (this.#bucket?.isFull(now) ?? true);
  }
}
