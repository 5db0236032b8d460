import type { ActionOutcome } from '@hookswitch/connector-sdk';
import { assertNever, type CommandError, type Delivery, type Json, type RetryPolicy } from '@hookswitch/domain';
import type { NextStep, SettledState, Settlement } from '@hookswitch/persistence';
import { HOUR_MS, retryDelay, withRetryAfter } from './schedule.js';

/** What a call brought: an outcome; `no_answer`: resume or reconcile could not ask; `cannot_say`: reconcile asked in vain. */
export type Said =
  | ActionOutcome
  | { readonly kind: 'no_answer'; readonly error: CommandError; readonly afterMs?: number }
  | { readonly kind: 'cannot_say' };

/** What is known of a command when its call returns. */
export interface AttemptFacts {
  readonly next: NextStep;
  /** Attempts that counted before this one. */
  readonly used: number;
  /** Calls of resume or reconcile in a row that brought no answer. */
  readonly tries: number;
  readonly pending?: Json;
  readonly delivery: Delivery;
  readonly retry: RetryPolicy;
  readonly canReconcile: boolean;
}

/** How long a partition key rests: as its target asks, or, where it asks nothing, as long as one that nobody knows should rest. */
export interface KeyPause {
  readonly ms: number;
  readonly isAsked: boolean;
}

export interface Verdict extends Omit<Settlement, 'id' | 'grip' | 'attempt'> {
  /** The target said that there are too many calls. */
  readonly pause?: KeyPause;
  /** The connection needs a person. */
  readonly needsAttention?: CommandError;
}

const MAX_RECONCILE_TRIES = 5;
const MAX_POLL_MS = 5 * 60_000;
const LONGEST_REST_MS = 60_000;
const UNSETTLED: CommandError = {
  code: 'outcome_unknown',
  message: 'The request may have had its effect, and the target cannot say.',
  class: 'unknown',
};

/** The next state of a command. `random`: 0 (inclusive) to 1, for the jitter. */
export function decide(facts: AttemptFacts, said: Said, random: number): Verdict {
  const decision = new Decision(facts, random);
  switch (said.kind) {
    case 'succeeded':
      return decision.succeeded(said);
    case 'failed':
      return said.error.class === 'config' ? decision.held('failed', said.error) : decision.failed(said.error);
    case 'pending':
      return decision.pending(said.state, said.afterMs);
    case 'retry':
      return said.error.class === 'config' ? decision.held('retry', said.error) : decision.retry(said);
    case 'unknown':
      return decision.unknown(said.error);
    case 'no_answer':
      return decision.noAnswer(said.error, said.afterMs);
    case 'cannot_say':
      return decision.cannotSay(UNSETTLED);
    default:
      return assertNever(said);
  }
}

class Decision {
  constructor(
    private readonly facts: AttemptFacts,
    private readonly random: number,
  ) {}

  succeeded({ output, events }: Extract<ActionOutcome, { kind: 'succeeded' }>): Verdict {
    const published = events === undefined || events.length === 0 ? {} : { events: events as unknown as Json };
    return { ...this.known, outcome: 'succeeded', output, ...published, to: { state: 'succeeded' } };
  }

  failed(error: CommandError): Verdict {
    return { ...this.known, outcome: 'failed', error, to: { state: 'dead', reason: 'rejected' } };
  }

  /** The command keeps what it waits for and its budget, until the connection changes. */
  held(outcome: 'failed' | 'retry', error: CommandError): Verdict {
    const { next, pending } = this.facts;
    const to: SettledState = {
      state: 'waiting',
      next,
      delayMs: 0,
      held: true,
      ...(pending !== undefined && { pending }),
    };
    const attempt = next === 'perform' ? { outcome } : {};
    return { ...this.unchanged, ...attempt, error, to, needsAttention: error };
  }

  pending(state: Json, afterMs: number): Verdict {
    const delayMs = Number.isFinite(afterMs) ? Math.max(0, Math.min(afterMs, HOUR_MS)) : 0;
    const to: SettledState = { state: 'waiting', next: 'resume', delayMs, pending: state };
    if (this.facts.next === 'resume') return { ...this.unchanged, tries: 0, to, silent: true };
    return { ...this.known, outcome: 'pending', to };
  }

  retry({ error, afterMs, throttled = false, jobOver }: Extract<ActionOutcome, { kind: 'retry' }>): Verdict {
    const { next } = this.facts;
    const isAskedAgain = next === 'resume' ? jobOver !== true : next === 'reconcile' && throttled;
    if (isAskedAgain) return this.noAnswer(error, afterMs, throttled);
    if (!throttled) return { ...this.known, outcome: 'retry', error, to: this.again(this.spent, afterMs) };
    const delayMs = withRetryAfter(this.delay(this.facts.used + 1), afterMs);
    const to: SettledState = { state: 'waiting', next: 'perform', delayMs };
    return { ...this.known, counts: false, outcome: 'retry', error, to, pause: this.pause(afterMs) };
  }

  unknown(error: CommandError): Verdict {
    const { next, canReconcile } = this.facts;
    if (next === 'resume') return this.noAnswer(error);
    if (next === 'reconcile') return this.cannotSay(error);
    const doubtful = { ...this.known, outcome: 'unknown', error, unknowns: 1 } as const;
    if (!canReconcile) return { ...doubtful, to: this.afterUnknown(this.spent) };
    return { ...doubtful, to: { state: 'waiting', next: 'reconcile', delayMs: this.pollDelay(1) } };
  }

  /** Nothing new about the attempt: ask again, a job for as long as it may take, an unknown attempt a few times. */
  noAnswer(error: CommandError, afterMs?: number, throttled = false): Verdict {
    const { next, tries, pending } = this.facts;
    if (next === 'perform') return this.unknown(error);
    if (next === 'reconcile' && tries + 1 >= MAX_RECONCILE_TRIES) return this.cannotSay(error);
    const delayMs = withRetryAfter(this.pollDelay(tries + 1), afterMs);
    const to: SettledState = { state: 'waiting', next, delayMs, ...(pending !== undefined && { pending }) };
    return { ...this.unchanged, tries: tries + 1, to, silent: true, ...(throttled && { pause: this.pause(afterMs) }) };
  }

  cannotSay(error: CommandError): Verdict {
    return { ...this.unchanged, error, tries: 0, to: this.afterUnknown(this.facts.used) };
  }

  private pause(afterMs = Number.NaN): KeyPause {
    if (Number.isFinite(afterMs)) return { ms: Math.max(0, Math.min(afterMs, HOUR_MS)), isAsked: true };
    return { ms: Math.min(this.delay(1), LONGEST_REST_MS), isAsked: false };
  }

  private afterUnknown(spent: number): SettledState {
    return this.facts.delivery === 'at_most_once' ? { state: 'dead', reason: 'unknown' } : this.again(spent);
  }

  private again(spent: number, afterMs?: number): SettledState {
    if (spent >= this.facts.retry.maxAttempts) return { state: 'dead', reason: 'exhausted' };
    return { state: 'waiting', next: 'perform', delayMs: withRetryAfter(this.delay(spent), afterMs) };
  }

  /** Attempts of the budget with the present one. */
  private get spent(): number {
    return this.facts.used + (this.facts.next === 'perform' ? 1 : 0);
  }

  /** The outcome of the attempt is known now; a reconciled one is no longer unknown. */
  private get known(): Pick<Verdict, 'counts' | 'tries' | 'unknowns'> {
    const { next } = this.facts;
    return { counts: next === 'perform', tries: 0, unknowns: next === 'reconcile' ? -1 : 0 };
  }

  private get unchanged(): Pick<Verdict, 'counts' | 'tries' | 'unknowns'> {
    return { counts: false, tries: this.facts.tries, unknowns: 0 };
  }

  private delay(used: number): number {
    return retryDelay(this.facts.retry, used, this.random);
  }

  private pollDelay(tries: number): number {
    return Math.min(this.delay(tries), MAX_POLL_MS);
  }
}
