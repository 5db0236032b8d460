import type { KeyState } from './key-state.js';

/** A key that has due rows, and how many more may start as far as it alone decides. */
export interface Ready {
  readonly state: KeyState;
  allowance: number;
}

const TENANTS_SHARE = 0.75;

/** The places of a process while they are given out. */
export class Places {
  readonly taken = new Map<KeyState, number>();
  /** Tenants that have their share and would take more. */
  readonly full = new Set<string>();
  readonly #mostOfTenant: number;

  constructor(
    public free: number,
    private readonly runningByTenant: Map<string, number>,
  ) {
    const running = [...runningByTenant.values()].reduce((sum, count) => sum + count, 0);
    this.#mostOfTenant = Math.ceil((running + free) * TENANTS_SHARE);
  }

  /** Gives one to the first key of the queue, which goes to its end while it may have more; a key that has its share leaves the queue. */
  takeOne(queue: Ready[], tenant: string): boolean {
    const held = this.runningByTenant.get(tenant) ?? 0;
    if (held >= this.#mostOfTenant) {
      this.full.add(tenant);
      queue.length = 0;
    }
    const ready = queue.shift();
    if (!ready) return false;
    const taken = this.taken.get(ready.state) ?? 0;
    if (ready.state.running + taken > this.free) return false;
    this.taken.set(ready.state, taken + 1);
    this.runningByTenant.set(tenant, held + 1);
    this.free -= 1;
    ready.allowance -= 1;
    if (ready.allowance > 0) queue.push(ready);
    return true;
  }
}
