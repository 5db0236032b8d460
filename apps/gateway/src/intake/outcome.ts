import type { Mistake } from '../problem/request-codes.js';
import type { Refusal } from './event-allowance.js';

/** What became of one event that a producer sent. */
export type IntakeOutcome = {
  /** Absent where the event was too broken to tell. */
  readonly id?: string;
  readonly source?: string;
} & (
  | { readonly status: 'accepted' }
  | { readonly status: 'rejected'; readonly problems: readonly Mistake[] }
  /** It may or may not be stored, and is not where there is a refusal: to be sent again with the same id. */
  | { readonly status: 'unavailable'; readonly refusal?: Refusal }
);

/** Why nothing of a request was taken, where the tenant sends too much. */
export const refusalIn = (outcomes: readonly IntakeOutcome[]): Refusal | undefined =>
  outcomes.flatMap((outcome) => (outcome.status === 'unavailable' && outcome.refusal ? [outcome.refusal] : []))[0];
