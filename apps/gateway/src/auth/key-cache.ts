import type { StoredKey } from '@hookswitch/persistence';

const FRESH_MS = 5_000;
/** While the database is away nobody can revoke a key either; events are to be taken nevertheless, for a while. */
const STALE_MS = 60_000;
const MAX_KEYS = 10_000;

interface Entry {
  readonly key: StoredKey | undefined;
  readonly readAt: number;
}

/** Keys by id for a few seconds: a revocation is effective on every gateway within 10 s. */
export class KeyCache {
  private readonly entries = new Map<string, Entry>();
  private readonly running = new Map<string, Promise<StoredKey | undefined>>();

  constructor(
    private readonly load: (id: string) => Promise<StoredKey | undefined>,
    private readonly now: () => number,
  ) {}

  async find(id: string): Promise<StoredKey | undefined> {
    const entry = this.entries.get(id);
    if (entry && this.now() - entry.readAt < FRESH_MS) return entry.key;
    try {
      return await this.once(id);
    } catch (error) {
      if (entry?.key && this.now() - entry.readAt < STALE_MS) return entry.key;
      throw error;
    }
  }

  /** Whether a valid key of that id was seen a moment ago. */
  knows(id: string): boolean {
    return this.entries.get(id)?.key !== undefined;
  }

  forget(id: string): void {
    this.entries.delete(id);
  }

  /** Many requests with one key ask the database once. */
  private once(id: string): Promise<StoredKey | undefined> {
    const before = this.running.get(id);
    if (before) return before;
    const readAt = this.now();
    const loading = this.load(id)
      .then((key) => {
        this.entries.delete(id);
        this.entries.set(id, { key, readAt });
        const [oldest] = this.entries.keys();
        if (this.entries.size > MAX_KEYS && oldest !== undefined) this.entries.delete(oldest);
        return key;
      })
      .finally(() => this.running.delete(id));
    this.running.set(id, loading);
    return loading;
  }
}
