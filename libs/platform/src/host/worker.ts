import type { Grip, Ledger, Settled, Settlement, StartedCommand } from '@hookswitch/persistence';
import type { Logger } from '../logging/logger.js';
import type { Tracing } from '../tracing/tracing.js';
import { decide, type AttemptFacts, type Verdict } from './decide.js';
import { Departures } from './departures.js';
import type { DoubtfulStarts } from './doubtful-starts.js';
import type { HostMetrics } from './host-metrics.js';
import type { KeyBoard } from './key-board.js';
import { idsOf, type Called, type Caller } from './run-call.js';
import type { SettleQueue } from './settle-queue.js';

export interface WorkerParts {
  readonly owner: string;
  readonly leaseMs: number;
  /** Calls at a time. */
  readonly perProcess: number;
  readonly canReconcile: boolean;
  readonly ledger: Pick<Ledger, 'start' | 'renew'>;
  readonly board: KeyBoard;
  readonly doubtful: DoubtfulStarts;
  readonly caller: Caller;
  readonly queue: SettleQueue;
  readonly metrics: HostMetrics;
  readonly tracing: Tracing;
  readonly log: Logger;
  /** Keys on the connections topic of what is broken. */
  readonly broken: () => readonly string[];
  /** A call is back; what it tells about the target and the connection counts before its row can start again. */
  readonly onReturned: (
    started: StartedCommand,
    called: Called & { readonly seconds: number },
    verdict: Verdict,
  ) => void;
  /** Its outcome is written; `undefined`: it could not be. */
  readonly onSettled: (started: StartedCommand, called: Called, settled: Settled | undefined) => void;
  /** Rows ended without a call. */
  readonly onEnded: () => void;
}

const IDLE_MS = 1_000;
const SHORTEST_WAIT_MS = 5;

/** C4 to C6 of every command: starts what is due as far as there is room, calls the connector, writes what came of it. */
export class Worker {
  readonly #running = new Map<string, StartedCommand>();
  /** Calls that are over and whose outcome could not be written: they have begun, whatever the ledger says. */
  readonly #unwritten: Grip[] = [];
  readonly #calls = new Set<Promise<void>>();
  readonly #departures = new Departures();
  readonly #abort = new AbortController();
  #isAccepting = true;

  constructor(private readonly parts: WorkerParts) {}

  /** One look for due rows; returns in how many milliseconds to look again. */
  async turn(): Promise<number> {
    const { owner, leaseMs, ledger, board, doubtful } = this.parts;
    await doubtful.giveBack(this.#begun);
    const free = this.parts.perProcess - this.#running.size;
    if (!this.#isAccepting || free <= 0) return IDLE_MS;
    const picks = this.parts.board.pick(free);
    if (picks.length === 0) return Math.max(SHORTEST_WAIT_MS, Math.min(IDLE_MS, this.parts.board.idleMs()));
    this.parts.board.asked(picks);
    try {
      const started = await ledger.start({ owner, leaseMs, picks, broken: this.parts.broken() });
      board.started(started);
      this.parts.metrics.ended(started.ended);
      if (started.ended.length > 0) this.parts.onEnded();
      if (this.#hasStopped()) await this.#leave();
      else for (const row of started.running) this.#begin(row);
      return 0;
    } catch (error) {
      doubtful.add();
      for (const { partition, key } of picks) board.due({ partition, key, dueInMs: 0 });
      throw error;
    }
  }

  /** Calls under way. */
  get running(): readonly StartedCommand[] {
    return [...this.#running.values()];
  }

  /** Keeps the leases of what runs; one that is lost is only logged, since its confirm will be fenced. */
  async renew(): Promise<void> {
    const running = this.running;
    if (running.length === 0) return;
    const kept = new Set(await this.parts.ledger.renew(this.parts.owner, running, this.parts.leaseMs));
    for (const row of running) {
      const isGone = this.#running.get(row.id)?.grip !== row.grip;
      if (!kept.has(row.id) && !isGone)
        this.parts.log.warn('the lease of a running attempt is lost', idsOf(row.command));
    }
  }

  /** Starts nothing more and waits for what runs; when the time is up, aborts it and waits a little longer. */
  async drain(withinMs: number): Promise<void> {
    this.#isAccepting = false;
    const timer = setTimeout(() => this.#abort.abort(), withinMs);
    while (this.#calls.size > 0) await Promise.all(this.#calls);
    clearTimeout(timer);
  }

  #hasStopped(): boolean {
    return !this.#isAccepting;
  }

  get #begun(): readonly Grip[] {
    return [...this.#running.values(), ...this.#unwritten];
  }

  /** What started while the process began to stop. */
  async #leave(): Promise<void> {
    this.parts.doubtful.add();
    await this.parts.doubtful.giveBack(this.#begun);
  }

  #begin(started: StartedCommand): void {
    this.#running.set(started.id, started);
    this.#note(started);
    const call = this.#work(started).finally(() => this.#calls.delete(call));
    this.#calls.add(call);
  }

  async #work(started: StartedCommand): Promise<void> {
    const { called, seconds } = await this.#called(started);
    this.parts.metrics.attempt(called.said, seconds);
    const verdict = decide(factsOf(started, this.parts.canReconcile), called.said, Math.random());
    this.parts.onReturned(started, { ...called, seconds }, verdict);
    const settled = await this.parts.queue.settle(settlementOf(started, verdict));
    if (settled === undefined) this.#unwritten.push(started);
    if (this.#running.get(started.id) === started) this.#running.delete(started.id);
    this.parts.onSettled(started, called, settled);
  }

  async #called(started: StartedCommand): Promise<{ readonly called: Called; readonly seconds: number }> {
    const { command, next, lateMs } = started;
    const attributes = { ...idsOf(command), attempt: started.attempt };
    const { tracing, caller } = this.parts;
    const span = tracing.call(`${next} ${command.connector}`, {
      parent: command.traceparent,
      waitedMs: lateMs,
      attributes,
    });
    const departure = this.#departures.next(started.key);
    const from = performance.now();
    const traced =
      span.traceparent === undefined ? started : { ...started, command: { ...command, traceparent: span.traceparent } };
    const called = await tracing.within(span, () => caller.call(traced, departure, this.#abort.signal));
    span.set({ outcome: called.said.kind });
    return { called, seconds: (performance.now() - from) / 1_000 };
  }

  #note({ command, attempt, next, redrives, lateMs }: StartedCommand): void {
    this.parts.metrics.waited(lateMs / 1_000);
    // What goes on with a long job is still its first attempt.
    if (next !== 'perform' || attempt !== 1 || redrives > 0 || command.notBefore !== undefined) return;
    this.parts.metrics.firstAttempt((Date.now() - Date.parse(command.issuedAt)) / 1_000);
  }
}

export const factsOf = (
  { command, next, used, tries, pending }: StartedCommand,
  canReconcile: boolean,
): AttemptFacts => ({
  next,
  used,
  tries,
  ...(pending !== undefined && { pending }),
  delivery: command.delivery,
  retry: command.retry,
  canReconcile,
});

export function settlementOf({ id, grip, attempt }: StartedCommand, verdict: Verdict): Settlement {
  const { pause: _pause, needsAttention: _person, ...settlement } = verdict;
  return { id, grip, attempt, ...settlement };
}
