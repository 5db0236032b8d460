import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ApiError } from '../problem/api-error.js';

/** Says of runs how they were last written: another text after every change. A run that is gone has none. */
export type ReadMarks = (runs: readonly string[]) => Promise<ReadonlyMap<string, string>>;

interface Limits {
  readonly everyMs: number;
  readonly all: number;
  readonly perTenant: number;
}
const LIMITS: Limits = { everyMs: 250, all: 1_000, perTenant: 100 };

/** Tells whoever watches a run that it may have changed. One look at the database is for all of them, and there is none when nobody watches. */
@Injectable()
export class RunWatcher implements OnModuleDestroy {
  private readonly watches = new Set<RunWatch>();
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(
    private readonly marks: ReadMarks,
    private readonly limits: Limits = LIMITS,
  ) {}

  /** To be closed by whoever opened it. Throws `rate_limited`. */
  open(tenant: string, run: string): RunWatch {
    const { all, perTenant } = this.limits;
    const own = [...this.watches].filter((watch) => watch.tenant === tenant).length;
    if (own >= perTenant || this.watches.size >= all) {
      throw new ApiError('rate_limited', `A gateway watches at most ${perTenant} runs of a tenant, and ${all} in all.`);
    }
    const watch = new RunWatch(tenant, run, () => this.watches.delete(watch));
    this.watches.add(watch);
    this.schedule();
    return watch;
  }

  onModuleDestroy(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  private schedule(): void {
    if (this.isClosed || this.watches.size === 0) return;
    this.timer ??= setTimeout(() => void this.look(), this.limits.everyMs).unref();
  }

  private async look(): Promise<void> {
    const watched = [...this.watches];
    try {
      const marks = await this.marks([...new Set(watched.map(({ run }) => run))]);
      for (const watch of watched) watch.saw(marks.get(watch.run));
    } catch {
      // Whoever watches reads the run, and finds out what there is to say about it.
      for (const watch of watched) watch.mayHaveChanged();
    }
    this.timer = undefined;
    this.schedule();
  }
}

/** One who watches a run. However often it changes, nothing piles up. */
export class RunWatch {
  private mark: string | undefined;
  private isStale = false;
  private wake: () => void = () => undefined;

  constructor(
    readonly tenant: string,
    readonly run: string,
    readonly close: () => void,
  ) {}

  /** Resolves once the run may have changed since the call before, or when `over` is aborted. */
  async changed(over: AbortSignal): Promise<void> {
    if (!this.isStale && !over.aborted) {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      this.wake = () => resolve(undefined);
      over.addEventListener('abort', this.wake, { once: true });
      await promise;
      over.removeEventListener('abort', this.wake);
    }
    this.isStale = false;
  }

  saw(mark: string | undefined): void {
    if (mark === this.mark) return;
    this.mark = mark;
    this.mayHaveChanged();
  }

  mayHaveChanged(): void {
    this.isStale = true;
    this.wake();
  }
}
