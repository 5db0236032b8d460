import type { ErrorRow } from '@hookswitch/connector-sdk';

/** What Vonage says of a part of a message, by the `status` in an answer that is always 200; and by HTTP status where it is not. */
export const VONAGE_ERRORS: readonly ErrorRow[] = [
  { codes: ['1'], class: 'retry-after', defaultAfterMs: 1_000 },
  { status: [429], class: 'retry-after', defaultAfterMs: 1_000 },
  // Too many binds.
  { codes: ['10'], class: 'retry' },
  { codes: ['4'], class: 'config', advice: 'Check the API key and secret.' },
  { codes: ['8'], class: 'config', advice: 'The account is barred; ask Vonage.' },
  { codes: ['9'], class: 'config', advice: 'Top up the account, then redrive.' },
  { codes: ['11'], class: 'config', advice: 'Have the account enabled for the SMS API.' },
  { codes: ['14', '32'], class: 'config', advice: 'Turn off the signing of messages in the settings of the account.' },
  { codes: ['15'], class: 'config', advice: 'The sender must be a number that the account may send from.' },
  { codes: ['29'], class: 'config', advice: 'A demo account texts the numbers of its list only.' },
  // Missing and invalid parameter, invalid message, barred number, too long, network code, callback URL, deactivated number.
  { codes: ['2', '3', '6', '7', '12', '22', '23', '33'], class: 'permanent' },
  // Internal error: the message may be on its way.
  { codes: ['5'], class: 'unknown' },
  { status: [401], class: 'config', advice: 'Check the API key and secret.' },
];
