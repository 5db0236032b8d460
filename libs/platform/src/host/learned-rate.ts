import { TokenBucket } from './token-bucket.js';

/** A call that was refused because there were too many. Times: monotonic milliseconds. */
export interface RefusedCall {
  readonly now: number;
  readonly beganAt: number;
  /** How long nothing starts because of it. */
  readonly pauseMs: number;
}

const SECOND = 1_000;
const FIRST = 5;
const LEAST = 0.2;
/** While the limit is unknown the rate is doubled each second; while it is known it is raised by this part of it, once more each second. */
const CREEP = 0.0015;
const FIRST_HOLD_MS = 5 * SECOND;
const LONGEST_HOLD_MS = 60 * SECOND;
/** A refusal so soon after going on means a rate that is far off. */
const SOON_MS = 2 * SECOND;
/** A target that wants so much patience and is then soon spent counts in long windows: what it took in one is its rate. */
const LONG_PAUSE_MS = 5 * SECOND;
const FORGOTTEN_MS = 600 * SECOND;
/** Starts come a little late and must be able to catch up. */
const CATCH_UP_MS = 60;

/**
 * The rate that a target bears, found from what it refuses (429). Until the first refusal there is none. After it calls are paced, without
 * bursts: first the rate is sought by doubling, then held just below the last refusal and raised slowly, the longer the steadier it is.
 */
export class LearnedRate {
  #bucket: TokenBucket | undefined;
  #isSought = true;
  #isUsed = false;
  #taken = 0;
  #cutAt = Number.NEGATIVE_INFINITY;
  #resumedAt = Number.NEGATIVE_INFINITY;
  #holdMs = FIRST_HOLD_MS;
  #grownAt = 0;
  readonly #recent = new Recent();

  /** Calls a second; undefined: no limit is known. */
  get perSecond(): number | undefined {
    return this.#bucket && this.#bucket.rate.perMinute / 60;
  }

  available(now: number): number {
    return this.#bucket?.available(now) ?? Number.POSITIVE_INFINITY;
  }

  nextAt(now: number): number {
    return this.#bucket?.nextAt(now) ?? 0;
  }

  /** A call starts. */
  took(now: number): void {
    if (!this.#bucket) return;
    this.#bucket.take(1, now);
    this.#isUsed = this.#bucket.available(now) < 1;
  }

  /** The target took a call. A rate that is not used up is not raised. */
  accepted(now: number): void {
    this.#taken += 1;
    this.#recent.count(now);
    const rate = this.perSecond;
    if (rate === undefined || this.isForgotten(now)) return this.#forget();
    const elapsed = Math.min(now - this.#grownAt, (2 * SECOND) / rate) / SECOND;
    this.#grownAt = now;
    const raisedFor = (now - this.#resumedAt - this.#holdMs) / SECOND;
    if (!this.#isUsed || (!this.#isSought && raisedFor < 0)) return;
    this.#set(this.#isSought ? rate * 2 ** elapsed : rate * (1 + CREEP * raisedFor * elapsed), now);
  }

  /** Whether this tells something new, so that it counts: calls that had started before the last such refusal do not. */
  refused({ now, beganAt, pauseMs }: RefusedCall): boolean {
    if (beganAt < this.#cutAt) return false;
    const rate = this.perSecond;
    if (rate === undefined) this.#set(Math.max(FIRST, this.#recent.perSecond(now)), now);
    else this.#cut(rate, now);
    this.#taken = 0;
    this.#cutAt = now;
    this.#grownAt = now;
    this.#resumedAt = now + pauseMs;
    return true;
  }

  /** Nothing was taken since the last refusal that counted. */
  get isBarren(): boolean {
    return this.#taken === 0;
  }

  /** What it knows is too old to count. */
  isForgotten(now: number): boolean {
    return now - this.#cutAt > FORGOTTEN_MS;
  }

  #cut(rate: number, now: number): void {
    const pauseMs = this.#resumedAt - this.#cutAt;
    const isSpent = !this.isBarren && pauseMs >= LONG_PAUSE_MS && now - this.#resumedAt < pauseMs;
    const average = (this.#taken * SECOND) / (now - this.#cutAt);
    if (this.isBarren) this.#set(rate * 0.5, now);
    else if (isSpent) this.#set(Math.min(rate, average) * 0.95, now);
    else if (this.#isSought) this.#set(rate * 0.7, now);
    else this.#set(rate * (now - this.#resumedAt < SOON_MS ? 0.85 : 0.95), now);
    const isSteady = !this.isBarren && !this.#isSought && now - this.#resumedAt >= SOON_MS;
    this.#holdMs = isSteady ? Math.min(LONGEST_HOLD_MS, this.#holdMs * 2) : FIRST_HOLD_MS;
    this.#isSought = this.isBarren;
  }

  #set(perSecond: number, now: number): void {
    const rate = Math.max(LEAST, perSecond);
    const limit = { perMinute: rate * 60, burst: Math.max(2, (rate * CATCH_UP_MS) / SECOND) };
    if (this.#bucket) this.#bucket.change(limit, now);
    else this.#bucket = new TokenBucket(limit, now);
  }

  #forget(): void {
    this.#bucket = undefined;
    this.#isSought = true;
    this.#holdMs = FIRST_HOLD_MS;
  }
}

/** How many there were in the last second or so. */
class Recent {
  #since = 0;
  #count = 0;
  #before = 0;

  count(now: number): void {
    this.#turn(now);
    this.#count += 1;
  }

  perSecond(now: number): number {
    this.#turn(now);
    return Math.max(this.#count, this.#before);
  }

  #turn(now: number): void {
    const elapsed = now - this.#since;
    if (elapsed < SECOND) return;
    this.#before = elapsed < 2 * SECOND ? this.#count : 0;
    this.#count = 0;
    this.#since = now;
  }
}
