import { providerContract, sender } from '../provider-contract.spec-helper.js';

providerContract((origin) => ({ provider: 'twilio', baseUrl: `${origin}/twilio` }), {
  accepted: { status: 201, body: { sid: 'SM1', status: 'queued', num_segments: '1', error_code: null } },
  acceptedTest: { body: { incoming_phone_numbers: [{ phone_number: sender, capabilities: { sms: true } }] } },
  wrongSettings: {
    'an account SID that is none': { accountSid: 'SK00000000000000000000000000000000' },
    'a Messaging Service that is none': { messagingServiceSid: 'my service' },
  },
});
