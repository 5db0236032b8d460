import type { ErrorRow } from '@hookswitch/connector-sdk';

/** What MessageBird's codes mean. */
export const MESSAGEBIRD_ERRORS: readonly ErrorRow[] = [
  { status: [429], class: 'retry-after' },
  { codes: ['98', '99'], class: 'unknown' },
  { codes: ['2'], class: 'config', advice: 'Check the access key.' },
  { codes: ['25'], class: 'config', advice: 'Top up the account, then redrive.' },
  // Recipients, originator or another field, nothing there, bad request.
  { status: [[400, 499]], codes: ['9', '10', '20', '21'], class: 'permanent' },
  // A recipient that it gave up at once.
  { codes: ['delivery_failed', 'expired'], class: 'permanent' },
  { status: [401], class: 'config', advice: 'Check the access key.' },
];
