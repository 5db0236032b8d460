import type { ErrorRow } from '@hookswitch/connector-sdk';

/** What Plivo's statuses mean; its refusals have texts, no codes. */
export const PLIVO_ERRORS: readonly ErrorRow[] = [
  { status: [429], class: 'retry-after' },
  { status: [401], class: 'config', advice: 'Check the auth id and auth token.' },
  { status: [403], class: 'config', advice: 'Enable the country of the recipient for the account.' },
  { status: [400, 404, 405, 406], class: 'permanent' },
  { codes: ['invalid_number'], class: 'permanent' },
];

/** What the codes of its delivery receipts mean. */
export const PLIVO_RECEIPT_ERRORS: readonly ErrorRow[] = [
  // Network error.
  { codes: ['20'], class: 'retry' },
  { codes: ['40'], class: 'config', advice: 'The sender cannot text this recipient.' },
  { codes: ['900'], class: 'config', advice: 'Top up the account, then redrive.' },
  // Invalid message, spam, destination.
  { codes: ['10', '30', '50'], class: 'permanent' },
];
