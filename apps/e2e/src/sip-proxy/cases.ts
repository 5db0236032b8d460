import { OFFICE } from './bridge.js';
import type { Line, Parties } from './sip-messages.js';

export const CALL: Parties = {
  callId: 'c-1',
  from: 'Jane <sip:+12025550142@trunk.example.com>',
  to: `<sip:${OFFICE}@pbx.example.com>`,
};
export const ring: readonly Line[] = [
  { what: 'INVITE', at: 0 },
  { what: '180 INVITE', at: 1 },
];
export const talk: readonly Line[] = [...ring, { what: '200 INVITE', at: 5, toTag: 'two' }];

interface Case {
  readonly lines: readonly Line[];
  readonly parties?: Partial<Parties>;
  readonly env?: Readonly<Record<string, string>>;
  readonly types?: readonly string[];
  readonly data: object;
}
/** How a call can go, told by hand, and what `call.ended` says of it. */
export const CASES: Readonly<Record<string, Case>> = {
  'the called one hangs up': {
    lines: [...talk, { what: 'BYE', at: 65, toTag: 'two', turned: true }],
    data: {
      waiting_time: 5,
      talking_time: 60,
      answered_at: '2026-11-24T10:00:05.000Z',
      ended_at: '2026-11-24T10:01:05.000Z',
    },
  },
  'a caller is asked for a password, then nobody is there': {
    lines: [
      { what: 'INVITE', at: 0 },
      { what: '407 INVITE', at: 0 },
      { what: 'INVITE', at: 0, branch: 'z9hG4bKagain', cseq: 2 },
      { what: '180 INVITE', at: 1, branch: 'z9hG4bKagain', cseq: 2 },
      { what: '480 INVITE', at: 20, branch: 'z9hG4bKagain', cseq: 2 },
    ],
    data: { waiting_time: 20, talking_time: 0, end_reason: 'no_answer', sip_status: 480 },
  },
  'one phone is busy and another answers': {
    lines: [
      { what: 'INVITE', at: 0 },
      { what: 'INVITE', at: 0, branch: 'z9hG4bKphone1' },
      { what: 'INVITE', at: 0, branch: 'z9hG4bKphone2' },
      { what: '486 INVITE', at: 1, branch: 'z9hG4bKphone1' },
      { what: '180 INVITE', at: 1 },
      { what: '200 INVITE', at: 4, toTag: 'two' },
      { what: 'BYE', at: 10, toTag: 'two', cseq: 2 },
    ],
    data: { waiting_time: 4, talking_time: 6, end_reason: 'answered' },
  },
  'a call on hold is still the same call': {
    lines: [
      ...talk,
      { what: 'INVITE', at: 10, toTag: 'two', cseq: 2, branch: 'z9hG4bKhold' },
      { what: '488 INVITE', at: 10, toTag: 'two', cseq: 2, branch: 'z9hG4bKhold' },
      { what: 'BYE', at: 30, toTag: 'two', cseq: 3 },
    ],
    data: { talking_time: 25, end_reason: 'answered' },
  },
  'a voicemail box answers': {
    lines: [
      ...ring,
      { what: '200 INVITE', at: 20, toTag: 'box', contact: 'sip:voicemail@pbx.example.com' },
      { what: 'BYE', at: 32, toTag: 'box' },
    ],
    env: { VOICEMAIL_CONTACT: '^<sip:voicemail@' },
    types: ['call.started', 'call.ended'],
    data: { talking_time: 0, answered_at: null, is_voicemail: true, end_reason: 'voicemail' },
  },
  'the caller withholds the number': {
    lines: [...ring, { what: '487 INVITE', at: 9 }],
    parties: { from: '"Anonymous" <sip:anonymous@anonymous.invalid>' },
    data: { external_number: null, internal_number: OFFICE, direction: 'incoming' },
  },
  'an extension calls out': {
    lines: [...ring, { what: '603 INVITE', at: 9 }],
    parties: { from: '<sip:204@pbx.example.com>', to: '<sip:020-7946-0123;phone-context=x@trunk.example.com>' },
    env: { COUNTRY_CODE: '44' },
    data: { direction: 'outgoing', internal_number: '204', external_number: '+442079460123', end_reason: 'rejected' },
  },
  'one extension calls another': {
    lines: [...ring, { what: '487 INVITE', at: 9 }],
    parties: { from: '<sip:204@pbx.example.com>', to: '<tel:205>' },
    data: { direction: 'internal', internal_number: '204', external_number: '205' },
  },
};
