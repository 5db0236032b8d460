import { err, type Outcome } from '@hookswitch/domain';
import type { LetterReason } from './messages/letter-codes.js';

/** Why a record cannot be read. The code is stable; it becomes the reason of the dead letter. */
export interface DecodeError {
  readonly code: LetterReason;
  readonly message: string;
  /** JSON pointer to what is wrong. */
  readonly pointer?: string;
}

export const fault = (code: LetterReason, message: string, pointer?: string): Outcome<never, DecodeError> =>
  err({ code, message, ...(pointer !== undefined && { pointer }) });
