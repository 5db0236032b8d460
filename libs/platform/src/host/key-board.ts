import type { DueKey, PartitionKey } from '@hookswitch/persistence';
import { KeyState, type KeyCall } from './key-state.js';
import { Places, type Ready } from './places.js';
import type { Rate } from './token-bucket.js';

export type Pick = PartitionKey & { readonly limit: number };

export interface KeyBoardOptions {
  /** Calls of one key at a time. */
  readonly perKey: number;
  /** Asked when a key is new here and whenever one of its rows starts. */
  readonly rate: (key: string) => Rate | undefined;
  /** Whether others have found the key's breaker open. */
  readonly isBroken: (key: string) => boolean;
  /** Whether nothing of the tenant may start. */
  readonly isHeld: (tenant: string) => boolean;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

interface StartedKeys {
  readonly running: readonly PartitionKey[];
  readonly ended: readonly unknown[];
  readonly due: readonly DueKey[];
}

/** After a key that seemed due gave nothing: locked or blocked rows. */
const NOTHING_FOUND_MS = 250;

/**
 * Which keys of the owned partitions have work, and how much of it may start: rates, pauses, breakers and caps live here, in the one
 * process that owns the partition. What the ledger alone decides (lanes, cancels, expiry) does not.
 */
export class KeyBoard {
  readonly #keys = new Map<string, KeyState>();
  /** Of partitions that left: a rebalance mostly brings them back, and a pause or an open breaker should outlast it. */
  readonly #parked = new Map<string, KeyState>();
  readonly #owned = new Map<number, { readonly since: number; suspendedUntil: number }>();
  #lastTenant = '';
  /** Places that the last pick left. */
  #left = Number.POSITIVE_INFINITY;
  #full: ReadonlySet<string> = new Set();

  constructor(private readonly options: KeyBoardOptions) {}

  get partitions(): readonly number[] {
    return [...this.#owned.keys()];
  }

  own(partitions: readonly number[]): void {
    const since = this.options.now();
    this.drop(partitions);
    for (const partition of partitions) this.#owned.set(partition, { since, suspendedUntil: 0 });
    move(this.#parked, this.#keys, new Set(partitions));
    for (const state of this.#keys.values()) if (partitions.includes(state.partition)) state.returned(since);
  }

  /** Nothing of these partitions starts any more; calls that run go on. */
  drop(partitions: readonly number[]): void {
    for (const partition of partitions) this.#owned.delete(partition);
    move(this.#keys, this.#parked, new Set(partitions));
  }

  /** Nothing of the partition starts for a while: somebody else has acted on it. */
  suspend(partition: number, forMs: number): void {
    const owned = this.#owned.get(partition);
    if (owned) owned.suspendedUntil = this.options.now() + forMs;
  }

  isSuspended(partition: number): boolean {
    return (this.#owned.get(partition)?.suspendedUntil ?? 0) > this.options.now();
  }

  /** A row of the key waits. Keys of other partitions are their owners' business. */
  due({ partition, key, dueInMs }: DueKey): void {
    const state = this.#state(partition, key);
    if (state) state.dueAt = Math.min(state.dueAt, this.options.now() + dueInMs);
  }

  /** A start asks for these now; what becomes due meanwhile counts. */
  asked(picks: readonly Pick[]): void {
    for (const { partition, key } of picks) {
      const state = this.#keys.get(nameOf(partition, key));
      if (state) state.dueAt = Number.POSITIVE_INFINITY;
    }
  }

  /** What the start brought, and what it has left of those keys. */
  started({ running, ended, due }: StartedKeys): void {
    const now = this.options.now();
    for (const { partition, key } of running) this.#began(partition, key, now);
    const wasVain = running.length === 0 && ended.length === 0;
    for (const next of due) this.due(wasVain && next.dueInMs <= 0 ? { ...next, dueInMs: NOTHING_FOUND_MS } : next);
  }

  /** A call has returned; tells whether the key's breaker changed. */
  finished({ partition, key }: PartitionKey, call: KeyCall): 'opened' | 'closed' | undefined {
    const name = nameOf(partition, key);
    const state = this.#keys.get(name) ?? this.#parked.get(name);
    return state?.ended(call, this.options.now());
  }

  /**
   * How many rows of which keys may start now: `free` at most, shared out by turns among tenants, then among their keys. A key takes no
   * place once it holds more than are free, and a tenant no more than three quarters of all: whatever hangs, others find a place.
   */
  pick(free: number): readonly Pick[] {
    const now = this.options.now();
    const byTenant = this.#ready(now, (state) => state.dueAt <= now);
    const tenants = rotated([...byTenant.keys()].sort(), this.#lastTenant);
    const places = new Places(free, this.#runningByTenant());
    while (places.free > 0 && byTenant.size > 0) {
      for (const tenant of tenants) {
        const queue = byTenant.get(tenant);
        if (places.free === 0 || queue === undefined) continue;
        if (places.takeOne(queue, tenant)) this.#lastTenant = tenant;
        if (queue.length === 0) byTenant.delete(tenant);
      }
    }
    this.#left = places.free;
    this.#full = places.full;
    return [...places.taken].map(([{ partition, key }, limit]) => ({ partition, key, limit }));
  }

  /** Keys of a partition whose due rows could start but for the process being busy. */
  ready(partition: number): readonly PartitionKey[] {
    const now = this.options.now();
    const ready = this.#ready(now, (state) => state.partition === partition && state.dueAt <= now);
    return [...ready.values()].flat().map(({ state }) => ({ partition: state.partition, key: state.key }));
  }

  /** Milliseconds until something may be picked, as far as time alone decides; Infinity: only news can tell. */
  idleMs(): number {
    const now = this.options.now();
    let first = Number.POSITIVE_INFINITY;
    for (const state of this.#keys.values()) {
      const until = this.#owned.get(state.partition)?.suspendedUntil ?? 0;
      // Of what has its share of the places only an answer is news.
      const hasShare = state.running > this.#left || this.#full.has(state.tenant);
      if (!hasShare && !this.options.isHeld(state.tenant)) first = Math.min(first, Math.max(until, state.readyAt(now)));
    }
    return Math.max(0, first - now);
  }

  /** Age in milliseconds of the oldest due row that nothing but this process holds back. */
  oldestDueMs(): number {
    const now = this.options.now();
    const ready = [...this.#ready(now, (state) => state.dueAt <= now).values()].flat();
    return ready.reduce((oldest, { state }) => Math.max(oldest, now - state.dueAt), 0);
  }

  get openBreakers(): number {
    return [...this.#keys.values()].filter(({ isBroken }) => isBroken).length;
  }

  /** Forgets keys that say nothing any more. */
  tidy(): void {
    const now = this.options.now();
    for (const [name, state] of this.#keys) if (state.isIdle(now)) this.#keys.delete(name);
    for (const [name, state] of this.#parked)
      if (state.running === 0 && !state.isPaused(now)) this.#parked.delete(name);
  }

  #runningByTenant(): Map<string, number> {
    const running = new Map<string, number>();
    for (const states of [this.#keys, this.#parked])
      for (const state of states.values())
        if (state.running > 0) running.set(state.tenant, (running.get(state.tenant) ?? 0) + state.running);
    return running;
  }

  #began(partition: number, key: string, now: number): void {
    const state = this.#state(partition, key);
    state?.setRate(this.options.rate(key), now);
    state?.began(now);
  }

  #ready(now: number, isWanted: (state: KeyState) => boolean): Map<string, Ready[]> {
    const byTenant = new Map<string, Ready[]>();
    for (const state of this.#keys.values()) {
      if (!isWanted(state) || this.isSuspended(state.partition) || this.options.isHeld(state.tenant)) continue;
      const allowance = state.allowance(now);
      if (allowance === 0) continue;
      const ready = byTenant.get(state.tenant) ?? [];
      ready.push({ state, allowance });
      byTenant.set(state.tenant, ready);
    }
    return byTenant;
  }

  #state(partition: number, key: string): KeyState | undefined {
    const owned = this.#owned.get(partition);
    if (!owned) return undefined;
    const name = nameOf(partition, key);
    const known = this.#keys.get(name);
    if (known) return known;
    const { rate, isBroken, perKey } = this.options;
    const { since } = owned;
    const state = new KeyState({ partition, key, since, rate: rate(key), broken: isBroken(key), perKey });
    this.#keys.set(name, state);
    return state;
  }
}

function move(from: Map<string, KeyState>, to: Map<string, KeyState>, partitions: ReadonlySet<number>): void {
  for (const [name, state] of from) {
    if (!partitions.has(state.partition)) continue;
    from.delete(name);
    to.set(name, state);
  }
}

const rotated = (names: readonly string[], last: string): readonly string[] => {
  const from = names.findIndex((name) => name > last);
  return from <= 0 ? names : [...names.slice(from), ...names.slice(0, from)];
};

const nameOf = (partition: number, key: string): string => `${partition}|${key}`;
