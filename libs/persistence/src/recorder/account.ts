/** What became of the events of a span of time, and what nobody answers for. */
export interface Account {
  readonly events: EventTotals;
  /** Runs that began in the span, by how they stand. */
  readonly runs: Readonly<Record<string, number>>;
  /** Commands of these runs by how they ended; `open`: not yet. */
  readonly commands: Readonly<Record<string, number>>;
}

/** `accepted` is the sum of the others. */
export interface EventTotals {
  readonly accepted: number;
  /** At least one workflow fired. */
  readonly fired: number;
  /** All workflows were tried, and none fired. */
  readonly matchedNothing: number;
  /** Nobody has said yet what they led to. */
  readonly unanswered: number;
}

/** RFC 3339; `to` is not part of it. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

/** How far rules has come in a partition of the event log: everything from `first` to before `next` must be answered for. */
export interface Reach {
  readonly partition: number;
  readonly first: number;
  readonly next: number;
}

/** Offsets from (inclusive) to (exclusive) that rules went past and no account names. */
export interface OffsetGap {
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

/** A command that has not ended and of which nothing has been heard for longer than it may be silent. */
export interface SilentCommand {
  readonly id: string;
  readonly tenant: string;
  readonly run: string;
  readonly connector: string;
  /** When something should have been heard of it at the latest, without what is granted beyond. */
  readonly dueAt: string;
  /** Where rules' account has it whole; unknown of what was recorded by an earlier release. */
  readonly position?: { readonly partition: number; readonly offset: number };
}

export interface SilentQuery {
  readonly limit: number;
  /** Tenants whose commands wait on purpose. */
  readonly except?: readonly string[];
}

/** A run that goes on with nothing: every command of it has ended, and what follows was never decided. */
export interface StuckRun {
  readonly id: string;
  readonly tenant: string;
  readonly since: string;
}

/** At most `limit` each, the oldest first; counts are of all. */
export interface Found<T> {
  readonly count: number;
  readonly first: readonly T[];
}

/** Compares what was accepted with what is known to have become of it. Every method rejects with a PersistenceError and with nothing else. */
export interface Accounts {
  totals(span: Span, topic: string): Promise<Account>;
  gaps(topic: string, reach: readonly Reach[], since: string, limit: number): Promise<Found<OffsetGap>>;
  /** `now` in milliseconds since the epoch; a command is silent after `graceMs` beyond the moment when it was due, or announced its next news. */
  silent(now: number, graceMs: number, query: SilentQuery): Promise<Found<SilentCommand>>;
  stuck(now: number, graceMs: number, limit: number): Promise<Found<StuckRun>>;
  /** Does the work unless somebody else, of any process, is at it; resolves with whether it was done. Rejects with what the work rejects with. */
  alone(work: () => Promise<void>): Promise<boolean>;
}
