import type { Problem } from '@hookswitch/domain';

/** What became of one event that a producer sent. */
export type IntakeOutcome = {
  /** Absent where the event was too broken to tell. */
  readonly id?: string;
  readonly source?: string;
} & (
  | { readonly status: 'accepted' }
  | { readonly status: 'rejected'; readonly problems: readonly Problem[] }
  /** It may or may not be stored: to be sent again with the same id. */
  | { readonly status: 'unavailable' }
);

export const INTAKE_STATUSES = ['accepted', 'rejected', 'unavailable'] as const;
