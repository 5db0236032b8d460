import type { Clock } from '../core/tokens.js';
import { withinDeadline } from '../core/within-deadline.js';

/** So long a type that was not there is not looked for again. */
const UNKNOWN_MS = 1_000;
/** Between two reads for one tenant, however many types are missed. */
const PAUSE_MS = 250;
/** A producer waits no longer for an answer about a type than for one about an event. */
const DEADLINE_MS = 2_000;
const MAX_UNKNOWN = 1_000;

/**
 * Event types that another gateway was told of a moment ago: no type is called unknown before its tenant's were read once since the event
 * came. There is one read per tenant at a time, and events that came meanwhile share the next.
 */
export class LateTypes {
  private readonly unknownUntil = new Map<string, number>();
  /** Per tenant, a read that has not begun. */
  private readonly next = new Map<string, Promise<void>>();
  /** Per tenant, when another read may begin. */
  private readonly free = new Map<string, Promise<void>>();

  constructor(
    private readonly read: (tenant: string) => Promise<void>,
    private readonly now: Clock,
  ) {}

  /** For types that are not known here. Rejects when they could not be read in time: then nobody can tell whether they are there. */
  async lookFor(tenant: string, types: readonly string[]): Promise<void> {
    const keys = types.map((type) => `${tenant}|${type}`);
    if (keys.every((key) => (this.unknownUntil.get(key) ?? 0) > this.now())) return;
    await withinDeadline(this.nextRead(tenant), DEADLINE_MS);
    if (this.unknownUntil.size + keys.length > MAX_UNKNOWN) this.unknownUntil.clear();
    // One that was found is known by now, and is not asked for here.
    for (const key of keys) this.unknownUntil.set(key, this.now() + UNKNOWN_MS);
  }

  private nextRead(tenant: string): Promise<void> {
    const waiting = this.next.get(tenant);
    if (waiting) return waiting;
    const read = (this.free.get(tenant) ?? Promise.resolve()).then(() => {
      this.next.delete(tenant);
      return this.read(tenant);
    });
    const free = read.then(pause, pause);
    this.next.set(tenant, read);
    this.free.set(tenant, free);
    void free.then(() => this.free.get(tenant) === free && this.free.delete(tenant));
    return read;
  }
}

const pause = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, PAUSE_MS).unref());
