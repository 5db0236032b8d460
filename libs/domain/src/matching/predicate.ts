import { shareOf, type Lookup } from './probe.js';

/** Whether something holds for the event at hand. Rules that ask for the same thing share one, and it is decided once per event. */
export abstract class Predicate {
  /** How many rules, and predicates that are made of it, share it. */
  users = 0;
  /** Cheap ones are tried before others. */
  readonly effort: number = 0;
  #stamp = 0;
  #held = false;

  constructor(
    /** Two with the same name are the same. */
    readonly name: string,
    readonly parts: readonly Predicate[] = [],
  ) {}

  /** `stamp`: of the event at hand. */
  holds(stamp: number): boolean {
    if (this.#stamp !== stamp) {
      this.#stamp = stamp;
      this.#held = this.decide(stamp);
    }
    return this.#held;
  }

  /** Every event for which it holds has one of these keys; undefined: an index cannot find it. */
  lookups(): readonly Lookup[] | undefined {
    return undefined;
  }

  protected abstract decide(stamp: number): boolean;
}

export class All extends Predicate {
  override readonly effort = 1;
  override lookups(): readonly Lookup[] | undefined {
    // An empty list is the best: that part can never hold.
    const [first, ...others] = this.parts.flatMap((part) => {
      const lookups = part.lookups();
      return lookups ? [lookups] : [];
    });
    return first && others.reduce((best, each) => (shareOf(each) < shareOf(best) ? each : best), first);
  }

  protected override decide(stamp: number): boolean {
    for (const part of this.parts) if (!part.holds(stamp)) return false;
    return true;
  }
}

export class Any extends Predicate {
  override readonly effort = 1;
  override lookups(): readonly Lookup[] | undefined {
    const lookups: Lookup[] = [];
    for (const part of this.parts) {
      const own = part.lookups();
      if (!own) return undefined;
      lookups.push(...own);
    }
    return lookups;
  }

  protected override decide(stamp: number): boolean {
    for (const part of this.parts) if (part.holds(stamp)) return true;
    return false;
  }
}

export class Not extends Predicate {
  protected override decide(stamp: number): boolean {
    for (const part of this.parts) if (!part.holds(stamp)) return true;
    return false;
  }
}
