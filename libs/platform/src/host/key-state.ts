import { AdaptiveLimit } from './adaptive-limit.js';
import { Breaker, type Signal } from './breaker.js';
import type { KeyPause } from './decide.js';
import { LearnedRate } from './learned-rate.js';
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
  /** Calls at a time, at most. */
  readonly perKey: number;
}

/** What came of a call, as far as its key is concerned. */
export interface KeyCall {
  readonly signal: Signal;
  /** Milliseconds from its start to its end. */
  readonly tookMs: number;
  readonly pause?: KeyPause;
}

/** Long enough for a window of a second to pass, most of the time. */
const BREATH_MS = 500;

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
  readonly #limit: AdaptiveLimit;
  readonly #learned = new LearnedRate();

  constructor(facts: KeyFacts) {
    this.partition = facts.partition;
    this.key = facts.key;
    this.tenant = facts.key.split('|', 1)[0] ?? '';
    this.#bucket = facts.rate && new TokenBucket(facts.rate, facts.since);
    this.#breaker = new Breaker(facts.broken);
    this.#limit = new AdaptiveLimit(facts.perKey);
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

  isPaused(now: number): boolean {
    return now < this.#pausedUntil;
  }

  get isBroken(): boolean {
    return this.#breaker.isOpen;
  }

  /** Calls at a time that the target bears, as far as is known. */
  get limit(): number {
    return this.#limit.value;
  }

  /** Calls a second that the target bears; undefined: none were too many. */
  get learnedRate(): number | undefined {
    return this.#learned.perSecond;
  }

  /** One call is over; tells whether the breaker changed. */
  ended({ signal, tookMs, pause }: KeyCall, now: number): 'opened' | 'closed' | undefined {
    const beganAt = now - tookMs;
    const { running } = this;
    this.running -= 1;
    if (signal === 'nothing') return undefined;
    this.#limit.ended({ now, beganAt, running, isLoss: signal !== 'answer' });
    if (signal === 'throttled') this.#throttled(now, beganAt, pause);
    if (signal === 'answer') this.#learned.accepted(now);
    return this.#breaker.note(signal, now);
  }

  /** Where the target does not say how long, a pace that it has borne will do. */
  #throttled(now: number, beganAt: number, pause: KeyPause = { ms: 0, isAsked: false }): void {
    const isPaceKnown = this.#learned.perSecond !== undefined && !this.#learned.isBarren;
    const pauseMs = pause.isAsked || !isPaceKnown ? pause.ms : Math.min(pause.ms, BREATH_MS);
    const isNews = this.#learned.refused({ now, beganAt, pauseMs });
    if (isNews || pause.isAsked) this.#pausedUntil = Math.max(this.#pausedUntil, now + pauseMs);
  }

  /** One call starts. */
  began(now: number): void {
    this.running += 1;
    this.#bucket?.take(1, now);
    this.#learned.took(now);
  }

  /** How many calls may start now, whether or not a row is due. */
  allowance(now: number): number {
    if (this.isPaused(now)) return 0;
    const free = Math.min(this.limit - this.running, this.#breaker.allowance(now, this.running));
    const byRate = Math.min(this.#bucket?.available(now) ?? Number.POSITIVE_INFINITY, this.#learned.available(now));
    return Math.max(0, Math.min(free, byRate));
  }

  /** Earliest time at which something may start, as far as time alone decides. */
  readyAt(now: number): number {
    if (this.running >= this.limit) return Number.POSITIVE_INFINITY;
    const byRate = Math.max(this.#bucket?.nextAt(now) ?? 0, this.#learned.nextAt(now));
    return Math.max(this.dueAt, this.#pausedUntil, this.#breaker.opensAt(this.running), byRate);
  }

  /** Nothing would be lost by forgetting it. */
  isIdle(now: number): boolean {
    const isAtRest = this.running === 0 && this.dueAt === Number.POSITIVE_INFINITY && !this.isBroken;
    const isUnlimited = this.learnedRate === undefined || this.#learned.isForgotten(now);
    return isAtRest && isUnlimited && !this.isPaused(now) && (this.#bucket?.isFull(now) ?? true);
  }
}
