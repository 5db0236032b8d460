import type { DeadCommand, DeadLetterFilter, DeadMessage } from './dead-letters.js';
import type { Page } from './history.js';

export interface LetterDecision {
  /** Id of the letter. */
  readonly letter: string;
  /** Of a command: how often it had been redriven; 0 for a message. */
  readonly redrives: number;
  readonly what: 'redriven' | 'discarded';
  readonly reason?: string;
}

/** Who decides, when. */
export interface Decided {
  readonly tenant: string;
  readonly by: string;
  /** RFC 3339. */
  readonly at: string;
}

export interface MessageContent {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer>>;
}

/** What it takes to send it again. */
export type RedrivableLetter = DeadCommand | (DeadMessage & MessageContent);

export const REDRIVE_STATES = ['running', 'stopped', 'done'] as const;

/** Dead letters that are redriven one after the other, oldest first. */
export interface Redrive {
  readonly id: string;
  readonly tenant: string;
  /** Of the open ones that were dead when it began. */
  readonly filter: Omit<DeadLetterFilter, 'state'>;
  readonly perSecond: number;
  /** At most so many. */
  readonly most?: number;
  readonly by: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly state: (typeof REDRIVE_STATES)[number];
  /** How many were sent again, and how many could not be. */
  readonly redriven: number;
  readonly skipped: number;
  readonly endedAt?: string;
}
export type NewRedrive = Pick<Redrive, 'id' | 'tenant' | 'filter' | 'perSecond' | 'most' | 'by' | 'startedAt'>;

/** Sends letters again; resolves with the ids of those that were, once they are durable. Others cannot be sent at all. */
export type SendLetters = (
  redrive: Redrive,
  letters: readonly RedrivableLetter[],
) => Promise<ReadonlySet<RedrivableLetter>>;

/** What people make of dead letters. Every method rejects with a PersistenceError, beside what `send` rejects with. */
export interface Care {
  /** A letter that was discarded stays so; one that was to be redriven can still be discarded. */
  decide(decided: Decided, decisions: readonly LetterDecision[]): Promise<void>;
  /** Once for each id. */
  begin(redrive: NewRedrive): Promise<void>;
  /** Newest first. */
  redrives(tenant: string, page: Page): Promise<readonly Redrive[]>;
  redrive(tenant: string, id: string): Promise<Redrive | undefined>;
  /** Nothing more of it is sent afterwards; undefined when there is none. One that has ended stays as it is. */
  stop(tenant: string, id: string, at: string): Promise<Redrive | undefined>;
  /**
   * Takes the next letters of one redrive that is due, unless another gateway has it in hand, and remembers how far it has come once they
   * are sent: a crash sends the same ones again. False when none was due. `now` in milliseconds since the epoch.
   */
  work(now: number, send: SendLetters): Promise<boolean>;
}
