import { decide } from './decide.js';
import { KeyBoard } from './key-board.js';
import type { Rate } from './token-bucket.js';

/** How long to wait when it refuses, asked at every arrival; undefined: it takes the call. */
export type Refuses = (now: number) => { readonly afterMs?: number } | undefined;

/** A target of the simulation. Milliseconds. */
export interface SimulatedTarget {
  readonly key: string;
  readonly latency: number;
  /** Events a second; Infinity: a backlog that has no end. */
  readonly offered: number;
  readonly refuses?: Refuses;
  readonly fails?: boolean;
}

export interface TargetStory {
  delivered: number;
  refused: number;
  /** Arrivals before a time that the target had asked for. */
  early: number;
  /** Milliseconds between an event and its first start. */
  readonly waits: number[];
  /** Deliveries of each second. */
  readonly perSecond: number[];
}

interface Call {
  readonly target: Place;
  readonly began: number;
  readonly ends: number;
  readonly refusal: { readonly afterMs?: number } | undefined;
}

interface Place extends SimulatedTarget {
  readonly story: TargetStory;
  readonly queue: { readonly since: number; readonly at: number }[];
  closedUntil: number;
}

export interface SimulationOptions {
  readonly seconds: number;
  readonly perProcess?: number;
  readonly perKey?: number;
  readonly rate?: (key: string) => Rate | undefined;
  /** How late a start comes after its time. */
  readonly startMs?: number;
}

const RETRY = { maxAttempts: 12, initialInterval: 1_000, factor: 4, maxInterval: 21_600_000, maxElapsed: 1e9 };
const FACTS = { next: 'perform', used: 0, tries: 0, delivery: 'at_least_once', canReconcile: false } as const;
const ERROR = { code: 'http', message: '', class: 'retry' } as const;

/** Drives the real board and the real verdicts through virtual time, millisecond by millisecond. */
export function simulate(targets: readonly SimulatedTarget[], options: SimulationOptions): readonly TargetStory[] {
  const simulation = new Simulation(targets, options);
  return simulation.run();
}

class Simulation {
  #now = 0;
  readonly #places: readonly Place[];
  readonly #board: KeyBoard;
  #calls: Call[] = [];
  #nextTurn = 0;
  readonly #random = seeded(1);

  constructor(
    targets: readonly SimulatedTarget[],
    private readonly options: SimulationOptions,
  ) {
    this.#places = targets.map((target) => ({
      ...target,
      story: { delivered: 0, refused: 0, early: 0, waits: [], perSecond: [] },
      queue: [],
      closedUntil: 0,
    }));
    this.#board = new KeyBoard({
      perKey: options.perKey ?? 16,
      rate: options.rate ?? (() => undefined),
      isBroken: () => false,
      isHeld: () => false,
      now: () => this.#now,
    });
    this.#board.own([0]);
  }

  run(): readonly TargetStory[] {
    for (; this.#now < this.options.seconds * 1_000; this.#now += 1) {
      for (const place of this.#places) this.#offer(place);
      const over = this.#calls.filter(({ ends }) => ends <= this.#now);
      if (over.length > 0) this.#calls = this.#calls.filter(({ ends }) => ends > this.#now);
      for (const call of over) this.#end(call);
      if (this.#now >= this.#nextTurn) this.#turn();
    }
    return this.#places.map(({ story }) => story);
  }

  #offer(place: Place): void {
    if (place.offered !== Number.POSITIVE_INFINITY) {
      if (this.#random() < place.offered / 1_000) this.#add(place, this.#now);
    } else while (place.queue.length < 30) this.#add(place, this.#now);
  }

  #add(place: Place, at: number): void {
    place.queue.push({ since: this.#now, at });
    this.#board.due({ partition: 0, key: place.key, dueInMs: at - this.#now });
  }

  #turn(): void {
    const picks = this.#board.pick((this.options.perProcess ?? 64) - this.#calls.length);
    if (picks.length === 0) return;
    this.#board.asked(picks);
    const begun = picks.flatMap(({ key, limit }) => this.#begin(key, limit));
    const running = begun.map(({ target }) => ({ partition: 0, key: target.key }));
    const due = picks.flatMap(({ key }) => this.#dueOf(key));
    this.#board.started({ running, ended: [], due });
    this.#calls.push(...begun);
    this.#nextTurn = this.#now + (this.options.startMs ?? 0);
  }

  #begin(key: string, limit: number): readonly Call[] {
    const target = this.#placeOf(key);
    const ready = target.queue.filter(({ at }) => at <= this.#now).slice(0, limit);
    return ready.map((row) => {
      target.queue.splice(target.queue.indexOf(row), 1);
      target.story.waits.push(this.#now - row.since);
      if (this.#now < target.closedUntil) target.story.early += 1;
      const refusal = target.refuses?.(this.#now);
      const ends = this.#now + target.latency * (0.5 + this.#random());
      return { target, began: this.#now, ends, refusal };
    });
  }

  #dueOf(key: string) {
    const { queue } = this.#placeOf(key);
    if (queue.length === 0) return [];
    const first = queue.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
    return [{ partition: 0, key, dueInMs: first - this.#now }];
  }

  #end({ target, began, refusal }: Call): void {
    const key = { partition: 0, key: target.key };
    const tookMs = this.#now - began;
    if (target.fails === true) {
      this.#board.finished(key, { signal: 'failure', tookMs });
    } else if (refusal === undefined) {
      target.story.delivered += 1;
      const second = Math.floor(this.#now / 1_000);
      target.story.perSecond[second] = (target.story.perSecond[second] ?? 0) + 1;
      this.#board.finished(key, { signal: 'answer', tookMs });
    } else {
      target.story.refused += 1;
      target.closedUntil = this.#now + (refusal.afterMs ?? 0);
      const said = { kind: 'retry', error: ERROR, throttled: true, ...refusal } as const;
      const { pause, to } = decide({ ...FACTS, retry: RETRY }, said, this.#random());
      this.#board.finished(key, { signal: 'throttled', tookMs, ...(pause && { pause }) });
      this.#add(target, this.#now + (to.state === 'waiting' ? to.delayMs : 0));
    }
  }

  #placeOf(key: string): Place {
    const place = this.#places.find((each) => each.key === key);
    if (!place) throw new Error(`no target ${key}`);
    return place;
  }
}

/** So many a second with that much at once, and what it says to those beyond. */
export function tokenBucket(perSecond: number, burst: number, afterMs?: number): Refuses {
  let tokens = burst;
  let at = 0;
  return (now) => {
    tokens = Math.min(burst, tokens + ((now - at) * perSecond) / 1_000);
    at = now;
    if (tokens < 1) return afterMs === undefined ? {} : { afterMs };
    tokens -= 1;
    return undefined;
  };
}

/** So many in each window, and how long the rest of the window is, in whole seconds. */
export function fixedWindow(count: number, windowMs: number, isTold = true): Refuses {
  let window = -1;
  let taken = 0;
  return (now) => {
    const present = Math.floor(now / windowMs);
    if (present !== window) [window, taken] = [present, 0];
    taken += 1;
    if (taken <= count) return undefined;
    return isTold ? { afterMs: Math.ceil(((present + 1) * windowMs - now) / 1_000) * 1_000 } : {};
  };
}

export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
