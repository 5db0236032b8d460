import type { JsonObject } from '@hookswitch/domain';

export interface Addresses {
  readonly rest: string;
  readonly grpc: string;
  readonly admin: string;
  readonly simulator: string;
  readonly adminKeyFile: string;
}

/** An incoming call that nobody answered, and its recording, as a phone system would publish them. */
export function greetingEvents(id: string, simulatorUrl: string): readonly JsonObject[] {
  const call = {
    call_uuid: id,
    direction: 'incoming',
    internal_number: '+12025550100',
    external_number: '+12025550142',
    contacts: [{ id: '99120', name: 'Jane Doe' }],
    waiting_time: 21,
    talking_time: 0,
  };
  const attributes = { specversion: '1.0', source: '/hookswitch/greeting', subject: id };
  return [
    { ...attributes, id: `${id}-missed`, type: 'call.missed', data: { ...call, is_voicemail: false } },
    {
      ...attributes,
      id: `${id}-recording`,
      type: 'recording.uploaded',
      data: { ...call, recording_url: `${simulatorUrl}/recordings/call.wav` },
    },
  ];
}

/** What a person reads first: where everything is, and the one command that shows what it does. */
export function welcome({ rest, grpc, admin, simulator, adminKeyFile }: Addresses, adminKey: string): string {
  const call = JSON.stringify({
    call_uuid: 'my-first-call',
    direction: 'incoming',
    internal_number: '+12025550100',
    external_number: '+12025550143',
    contacts: [{ name: 'Sam' }],
  });
  // The id comes from the shell: pasted again, it is another event.
  const attributes = [
    `'ce-specversion: 1.0'`,
    `"ce-id: missed-$(date +%s)"`,
    `'ce-source: /my-pbx'`,
    `'ce-type: call.missed'`,
  ];
  return [
    '',
    'Hookswitch is running.',
    '',
    `  REST API       ${rest}/v1        OpenAPI at ${rest}/openapi.json`,
    `  gRPC           ${grpc}`,
    `  health         ${admin}/readyz   metrics at ${admin}/metrics`,
    `  outside world  ${simulator}           what CloudTalk, Slack, Google and the CRM received`,
    `  API key        ${adminKey}   (also in ${adminKeyFile})`,
    '',
    'Miss a call:',
    '',
    `  curl -sS ${rest}/v1/events -H 'Authorization: Bearer ${adminKey}' \\`,
    `    ${attributes.map((header) => `-H ${header}`).join(' ')} \\`,
    `    -H 'Content-Type: application/json' -d '${call}'`,
    '',
    'What happens (Ctrl-C stops it; everything is kept):',
    '',
  ].join('\n');
}
