import type { Result } from '@hookswitch/domain';
import type { Run } from '../../harness/runs.js';

/** An event as its sender knows of it. */
export interface SentEvent {
  readonly tenant: string;
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  /** Counts the events of a subject, which were sent one after the other. */
  readonly seq: number;
  /** `unknown`: no answer came, and it was not sent again. */
  readonly answer: 'acked' | 'refused' | 'unknown';
  /** Of what the call was on, where a workload has lines. */
  readonly line?: number;
  /** Of the event itself, RFC 3339. */
  readonly time?: string;
  /** When it was sent for the first time, in milliseconds since the epoch. */
  readonly from?: number;
  /** When the answer came. */
  readonly at?: number;
}

/** A request as a provider saw it. */
export interface SeenRequest {
  readonly seq: number;
  /** By its credentials; absent where those do not tell. */
  readonly tenant?: string;
  readonly provider: string;
  /** Idempotency-Key: the command. */
  readonly command: string;
  readonly succeeded: boolean;
  /** The whole of its answer was success; absent where the provider does not keep that. */
  readonly answered?: boolean;
  /** It was answered with 429, and is no attempt that counts. */
  readonly throttled?: boolean;
  /** SHA-256 of the body, in hex. */
  readonly digest?: string;
  /** Milliseconds since the epoch. */
  readonly at?: number;
}

/** What a connector published of a command, as all readers see it. */
export type SeenResult = Pick<Result, 'command' | 'seq' | 'redrives' | 'status'>;

export interface TenantRun extends Run {
  readonly tenant: string;
}

export interface History {
  readonly events: readonly SentEvent[];
  readonly runs: readonly TenantRun[];
  readonly requests: readonly SeenRequest[];
  readonly results: readonly SeenResult[];
}

/** What must come of events: made by hand or by a few lines of its own, never by the code under test. */
export interface Model {
  readonly expected: (event: SentEvent) => readonly Expectation[];
  /** Of the body that every request of a run has. */
  readonly digest?: (run: TenantRun) => string;
  /** A step whose success brings an event about, and what that is. */
  readonly publishing?: { readonly workflow: string; readonly step: string; readonly type: string };
}

export interface Expectation {
  readonly workflow: string;
  readonly steps: readonly ExpectedStep[];
}

export interface ExpectedStep {
  readonly id: string;
  /** It may end `dead` as `unknown`: nobody can tell whether the target did it, and a repeat would be worse. */
  readonly mayStayUnknown?: true;
  /** It may end `dead` for one of these reasons: the experiment sees to it that it cannot succeed. */
  readonly mayDieOf?: readonly string[];
  /** It may end `skipped`: what it does is of no use after a while. */
  readonly mayExpire?: true;
  /** Its first attempts start in the order of the events. */
  readonly ordered?: true;
  readonly retry?: RetryPlan;
}

/** Times in milliseconds. */
export interface RetryPlan {
  readonly maxAttempts?: number;
  readonly initialInterval: number;
  readonly factor: number;
  readonly maxInterval: number;
}
