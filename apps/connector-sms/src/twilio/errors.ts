import type { ErrorRow } from '@hookswitch/connector-sdk';

const QUARTER_HOUR_MS = 15 * 60_000;

/** What Twilio's codes mean; those from 30000 come with receipts, and in the answer when a message fails at once. */
export const TWILIO_ERRORS: readonly ErrorRow[] = [
  // Turned away before it was looked at.
  { codes: ['20429'], class: 'retry-after' },
  { status: [429], class: 'retry-after' },
  // The sender's queue is over 10 hours long.
  { codes: ['21611'], class: 'retry', afterMs: QUARTER_HOUR_MS },
  // Queue overflow, unreachable handset, unknown.
  { codes: ['30001', '30003', '30008'], class: 'retry', afterMs: QUARTER_HOUR_MS },
  { codes: ['20003'], class: 'config', advice: 'Check the account SID and auth token, or the API key and its secret.' },
  { codes: ['20404'], class: 'config', advice: 'Check the account SID.' },
  { codes: ['21606', '21212'], class: 'config', advice: 'The sender must be a number of the account that can text.' },
  { codes: ['21608'], class: 'config', advice: 'A trial account texts verified numbers only.' },
  { codes: ['21408'], class: 'config', advice: 'Allow the region in the geographic permissions of the account.' },
  { codes: ['30002'], class: 'config', advice: 'The account is suspended.' },
  // Invalid recipient, no mobile number, pair that cannot be reached, opted out, no text, too long.
  { codes: ['21211', '21614', '21612', '21610', '21602', '21617'], class: 'permanent' },
  // Blocked, unknown handset, landline, filtered.
  { codes: ['30004', '30005', '30006', '30007'], class: 'permanent' },
  { status: [401], class: 'config', advice: 'Check the account SID and auth token, or the API key and its secret.' },
];
