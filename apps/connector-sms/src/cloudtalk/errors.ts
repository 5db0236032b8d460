import { UNLISTED, type ErrorRow } from '@hookswitch/connector-sdk';

const MINUTE_MS = 60_000;

/** What CloudTalk says, by status and text. Its refusals come with status 200 as well. */
export const CLOUDTALK_ERRORS: readonly ErrorRow[] = [
  // One budget of 60 operations a minute for the whole company.
  { status: [429], class: 'retry-after', defaultAfterMs: MINUTE_MS },
  // Which limit is not said; those of a minute answer 429.
  { codes: ['Limit exceeded'], class: 'retry', afterMs: 15 * MINUTE_MS },
  { codes: ['Not allowed country', 'Unknown number'], class: 'permanent' },
  { codes: ['Bad number configuration'], class: 'config', advice: 'Enable outbound SMS for the sender in CloudTalk.' },
  { codes: ['Insufficient Funds'], class: 'config', advice: 'Top up the account, then redrive.' },
  { status: [401], class: 'config', advice: 'Check the access key id and secret.' },
  { status: [403], class: 'config' },
  { codes: ['SMS send failed'], class: 'unknown' },
  { status: [[300, 399]], class: 'permanent' },
  ...UNLISTED.send,
];
