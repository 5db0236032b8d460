import { failed, type ErrorOutcome } from '@hookswitch/connector-sdk';
import type { Sound } from './inspect-recording.js';

export const MAX_SECONDS = 4 * 3600;

/** What no provider is asked for; undefined where the file does not tell its length. */
export const tooLong = ({ durationSeconds }: Pick<Sound, 'durationSeconds'>): ErrorOutcome | undefined =>
  (durationSeconds ?? 0) > MAX_SECONDS
    ? failed('recording_too_long', `The recording is longer than ${MAX_SECONDS / 3600} hours.`)
    : undefined;
