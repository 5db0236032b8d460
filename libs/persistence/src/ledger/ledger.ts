import type { AttemptOutcome, Command, CommandError, EndState, Json, Result } from '@hookswitch/domain';

/**
 * What a connector host knows durably about its commands. Times are Postgres's; methods reject with a PersistenceError and may be repeated.
 *
 *     claim ─▶ waiting ──start──▶ running ──settle──▶ succeeded | dead
 *                 ▲ │                │ └── lease expires: attempt unknown, settled by whoever finds it
 *                 │ │                ├──▶ waiting (given back; retry; `reconcile` of an unknown attempt; connection broken)
 *                 │ │                └──▶ waiting with a pending state ──start──▶ running (`resume`, same attempt)
 *                 │ ├── cancel, or a settle of a cancelled run ──▶ cancelled
 *                 │ ├── expiry ──▶ skipped            both: dead, reason unknown, after an unknown attempt;
 *                 │ └── give-up ──▶ dead              neither: while the target works on it (resume, reconcile)
 *                 └────────────── redrive ◀── dead
 *
 * Each arrow is one transaction that also counts `seq` and leaves the result in the outbox.
 */
export interface Ledger {
  /** C2. Records known already are not taken again; one that has ended puts its last result into the outbox once more. */
  claim(partition: number, commands: readonly ClaimedCommand[]): Promise<Claimed>;
  /** C4. Starts the first due rows of each key, first attempts of a lane one after the other's answer; ends those that may not start. */
  start(request: StartRequest): Promise<Started>;
  /** Rows that this owner started and has not `begun`, as the answer to their start was lost: they wait again, and no attempt is counted. */
  giveBack(owner: string, begun: readonly Grip[], owned: readonly number[]): Promise<readonly DueKey[]>;
  /** Ids of the attempts that are still this owner's. */
  renew(owner: string, attempts: readonly Grip[], leaseMs: number): Promise<readonly string[]>;
  /** C6. `owned`: partitions of the caller; the owner of any other is woken when a row there waits again. */
  settle(owner: string, settlements: readonly Settlement[], owned: readonly number[]): Promise<readonly Settled[]>;
  /** Commands by their ids, whether they have ended or not, as long as they are kept. */
  find(ids: readonly string[]): Promise<readonly Command[]>;
  /** Running rows whose lease has expired, but for those that the caller is still working on. */
  lost(partitions: readonly number[], except: readonly Grip[]): Promise<readonly StartedCommand[]>;
  /** Settles what {@link Ledger.lost} found, where nobody was faster. */
  settleLost(settlements: readonly LostSettlement[], owned: readonly number[]): Promise<readonly Settled[]>;
  /** Ends waiting rows that expired or are to be given up; those that need one of `broken` end as connection_broken. */
  endOverdue(partitions: readonly number[], broken: readonly string[]): Promise<readonly Ended[]>;
  /** Ends every row of the runs that is not at work, and keeps in mind that later ones end too. */
  cancel(runs: readonly CancelledRun[]): Promise<readonly Ended[]>;
  /** Gives dead commands a new budget; a request that saw another number of redrives does nothing. */
  redrive(requests: readonly Redrive[], owned: readonly number[]): Promise<readonly Redriven[]>;
  /** C7: oldest first, in order of seq per command. */
  unpublished(partitions: readonly number[], limit: number): Promise<readonly OutboxEntry[]>;
  published(ids: readonly number[]): Promise<void>;
  /** The next keys with waiting rows `after` one, in their order, and when the first row of each is due; none: there are no more. */
  dueKeys(partition: number, after?: string): Promise<readonly DueKey[]>;
  /** Takes away and returns keys that others made due. */
  wakeups(partitions: readonly number[]): Promise<readonly PartitionKey[]>;
  /** How many rows of these keys could start now; counts no further than `limit`. */
  countReady(keys: readonly PartitionKey[], limit: number): Promise<number>;
  /** Open rows by state and how old the oldest is, estimated when more than 10,000 wait; always an estimate of those that ended. */
  counts(): Promise<LedgerCounts>;
  /** Deletes one small batch of ended rows and of remembered cancels that are older; returns how many went. */
  prune(options: { readonly olderThanMs: number; readonly limit: number }): Promise<number>;
}

export interface ClaimedCommand {
  readonly command: Command;
  /** Record key. */
  readonly key: string;
  readonly offset: number;
  /** Keys of the connections topic that it needs. */
  readonly refs: readonly string[];
}

export interface PartitionKey {
  readonly partition: number;
  readonly key: string;
}
export interface DueKey extends PartitionKey {
  /** Negative: overdue. */
  readonly dueInMs: number;
}

export interface Claimed {
  readonly fresh: number;
  readonly due: readonly DueKey[];
  readonly ended: readonly Ended[];
}

export interface StartRequest {
  readonly owner: string;
  readonly leaseMs: number;
  readonly picks: readonly (PartitionKey & { readonly limit: number })[];
  /** Rows that need one of these wait. */
  readonly broken: readonly string[];
}

export interface Started {
  /** In the order in which their requests are to leave. */
  readonly running: readonly StartedCommand[];
  readonly ended: readonly Ended[];
  /** Of the keys picked: those with more to do. */
  readonly due: readonly DueKey[];
}

/** What holds a running row: another start of it has another number. */
export interface Grip {
  readonly id: string;
  readonly grip: number;
}

export type NextStep = 'perform' | 'resume' | 'reconcile';

export interface StartedCommand extends Grip, PartitionKey {
  readonly command: Command;
  readonly owner: string;
  readonly attempt: number;
  readonly next: NextStep;
  /** Attempts that count against the budget, the present one not included. */
  readonly used: number;
  readonly tries: number;
  readonly redrives: number;
  readonly pending?: Json;
  /** From the moment it was due until it started. */
  readonly lateMs: number;
}

export interface Settlement extends Grip {
  readonly attempt: number;
  /** Absent: nothing new is known about the attempt. */
  readonly outcome?: AttemptOutcome;
  readonly error?: CommandError;
  readonly output?: Json;
  /** Events to publish with the result. */
  readonly events?: Json;
  readonly to: SettledState;
  /** Whether the attempt counts against the budget. */
  readonly counts: boolean;
  readonly tries: number;
  /** Change in the number of attempts with an unknown outcome. */
  readonly unknowns: -1 | 0 | 1;
  /** Nothing that anybody needs to hear of: no result. */
  readonly silent?: boolean;
}
export interface LostSettlement extends Settlement {
  readonly owner: string;
}

export type SettledState =
  | {
      readonly state: 'waiting';
      readonly next: NextStep;
      readonly delayMs: number;
      /** Kept for resume and reconcile. */
      readonly pending?: Json;
      /** It waits for its connection: the give-up time ends it, not this delay. */
      readonly held?: boolean;
    }
  | { readonly state: 'succeeded' }
  | { readonly state: 'dead'; readonly reason: string };

export type Settled = (
  | ({ readonly kind: 'waiting'; readonly dueInMs: number } & PartitionKey)
  | { readonly kind: 'ended'; readonly status: EndState; readonly reason?: string }
  /** Settled before; the answer was lost. */
  | { readonly kind: 'repeated' }
  /** Somebody else has taken the row: the outcome is kept as evidence. */
  | { readonly kind: 'fenced' }
) & {
  readonly id: string;
  /** Where the next of its lane waited for this answer: may start now. */
  readonly frees?: PartitionKey;
};

export interface Ended {
  readonly id: string;
  readonly tenant: string;
  readonly run: string;
  readonly status: EndState;
  readonly reason?: string;
}

export interface CancelledRun {
  readonly tenant: string;
  readonly run: string;
}
export interface Redrive {
  readonly tenant: string;
  readonly command: string;
  /** How often it had been redriven when a person decided. */
  readonly redrives: number;
}
export interface Redriven extends PartitionKey {
  readonly id: string;
}

export interface OutboxEntry {
  readonly id: number;
  readonly command: Command;
  readonly result: Result;
  /** As the settlement gave them. */
  readonly events?: Json;
}

export interface LedgerCounts {
  readonly waiting: number;
  readonly pending: number;
  readonly running: number;
  readonly ended: number;
  /** Age of the oldest open row, since its present budget began; 0 when none is open. */
  readonly oldestOpenMs: number;
}
