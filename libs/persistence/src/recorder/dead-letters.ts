import type { EventRef, WorkflowRef } from '@hookswitch/domain';
import type { MessageContent } from './care.js';
import type { RunCommand } from './history.js';

export const LETTER_STATES = ['open', 'redriven', 'discarded'] as const;
/**
 * `open`: waits for a person · `redriven`: a message whose bytes were published again · `discarded`: somebody let it rest. A command that is
 * to be redriven is open until its connector has taken it up.
 */
export type LetterState = (typeof LETTER_STATES)[number];

export interface DeadLetterFilter {
  /** Absent: whatever its state. */
  readonly state?: LetterState;
  readonly kind?: 'message' | 'command';
  /** Of a command: why it ended, or the code of its last error. */
  readonly reason?: string;
  readonly stage?: string;
  /** Id. */
  readonly workflow?: string;
  readonly connector?: string;
  /** Id. */
  readonly run?: string;
  readonly subject?: string;
  /** RFC 3339; inclusive. */
  readonly from?: string;
  /** RFC 3339; exclusive. */
  readonly to?: string;
}

/** What a person made of a dead letter. */
export interface Decision {
  readonly what: 'redriven' | 'discarded';
  /** Who, as the audit log names them. */
  readonly by: string;
  /** RFC 3339. */
  readonly at: string;
  /** Of `discarded`. */
  readonly reason?: string;
}

interface Letter {
  readonly reason: string;
  readonly message: string;
  /** RFC 3339: since when it has been dead. */
  readonly at: string;
  readonly state: LetterState;
  /** The last one. */
  readonly decision?: Decision;
  /** The call (or message, contact) id, where it is known. */
  readonly subject?: string;
}

/** A record that no service could take. */
export interface DeadMessage extends Letter {
  readonly kind: 'message';
  /** `<partition>-<offset>` in the dead-letter topic. */
  readonly id: string;
  readonly tenant?: string;
  readonly stage: string;
  readonly service: string;
  readonly origin: { readonly topic: string; readonly partition: number; readonly offset: number };
  /** Size of the value that is kept. */
  readonly bytes: number;
  /** Size of the original value, where only its beginning is kept. */
  readonly truncatedFrom?: number;
  /** Dead letter that this one was published again from. */
  readonly redriveOf?: string;
}

/** A command that ended `dead`: a person redrives it or lets it rest. */
export interface DeadCommand extends Letter {
  readonly kind: 'command';
  /** The command's. */
  readonly id: string;
  readonly tenant: string;
  readonly run: string;
  readonly step: string;
  readonly connector: string;
  readonly redrives: number;
  /** Number of its last attempt. */
  readonly attempt: number;
  /** Code of its last error. */
  readonly code?: string;
  /** Absent while nothing is known of its run. */
  readonly workflow?: WorkflowRef;
  readonly event?: Omit<EventRef, 'time' | 'subject'>;
}

export type StoredDeadLetter = DeadMessage | DeadCommand;

/** One thing that happened to a dead letter. */
export interface Cause {
  readonly what: 'died' | Decision['what'];
  readonly at: string;
  readonly reason?: string;
  readonly message?: string;
  /** Of a command's last error then. */
  readonly code?: string;
  readonly attempt?: number;
  /** Of a message: the dead letter that it was then. */
  readonly letter?: string;
  readonly by?: string;
}

/** `reasons`: oldest first; a letter that was redriven and died again has died more than once. */
export type DeadLetterDetail =
  | (DeadMessage & MessageContent & { readonly reasons: readonly Cause[] })
  | (DeadCommand & { readonly command: RunCommand; readonly reasons: readonly Cause[] });

/** Name of the header that a message which is published again carries: the id of its dead letter. */
export const REDRIVEN_HEADER = 'hs_redriven';
