import type { ControlMessage } from '@hookswitch/domain';

const at = '2026-11-20T09:16:05Z';
const RUN = '5d0f4f0e-9d5e-5c1b-8d57-1f1f6c1f3a10';
const COMMAND = '1b4e28ba-2fa1-5d2e-883f-0016d3cca427';

/** The least that is a control message, and the other kinds. */
export const controls: [ControlMessage, ...ControlMessage[]] = [
  { kind: 'cancel', tenant: 'acme', run: RUN, by: 'key:hks_1', at },
  { kind: 'redrive', tenant: 'acme', command: COMMAND, redrives: 1, by: 'key:hks_1', at },
  { kind: 'test', tenant: 'acme', connection: 'cloudtalk-main', request: 'r1', at },
  {
    kind: 'receipt',
    tenant: 'acme',
    provider: 'twilio',
    connection: RUN,
    sent: { command: COMMAND, subject: 'call-1', hopcount: 1 },
    method: 'POST',
    target: `/v1/receipts/twilio/${RUN}?t=x`,
    headers: { 'x-twilio-signature': 'x' },
    body: 'TWVzc2FnZVN0YXR1cz1kZWxpdmVyZWQ=',
    at,
  },
];
