/** One command as the model knows it; columns of the ledger carry the same names. */
export interface ModelRow {
  readonly name: string;
  readonly lane: string;
  readonly key: string;
  /** Place in the partition. */
  readonly offset: number;
  state: 'waiting' | 'running' | 'succeeded' | 'skipped' | 'cancelled' | 'dead';
  next: 'perform' | 'resume' | 'reconcile';
  first: boolean;
  /** Order of due times; Infinity: not yet. */
  due: number;
  /** The target works on it. */
  hasJob: boolean;
  isExpired: boolean;
  isGivenUp: boolean;
  attempt: number;
  used: number;
  unknowns: number;
  redrives: number;
  seq: number;
  grip: number;
  owner: string | null;
  isLeaseOver: boolean;
  reason: string | null;
}

export interface ModelAttempt {
  outcome: string | null;
  confirmed: number;
  late: string | null;
}

export interface ModelResult {
  readonly name: string;
  readonly seq: number;
  readonly status: string;
  readonly attempt: number;
}

/** A start that a process has heard of, as it settles it. */
export interface Held {
  readonly name: string;
  readonly attempt: number;
  readonly grip: number;
  readonly next: ModelRow['next'];
  readonly owner: string;
}

export const newRow = (name: string, lane: string, key: string, offset: number, due: number): ModelRow => ({
  name,
  lane,
  key,
  offset,
  due,
  state: 'waiting',
  next: 'perform',
  first: true,
  hasJob: false,
  isExpired: false,
  isGivenUp: false,
  attempt: 0,
  used: 0,
  unknowns: 0,
  redrives: 0,
  seq: 0,
  grip: 0,
  owner: null,
  isLeaseOver: false,
  reason: null,
});

/** What an attempt came to, as the host decides it. */
export interface Verdict {
  readonly to: 'succeeded' | 'rejected' | 'retry' | 'later' | 'job' | 'ask';
  readonly outcome?: 'succeeded' | 'failed' | 'retry' | 'pending' | 'unknown';
  readonly counts: boolean;
  readonly unknowns: -1 | 0 | 1;
  readonly silent?: boolean;
}
