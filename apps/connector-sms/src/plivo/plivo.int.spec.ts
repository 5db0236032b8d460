import { providerContract, sender } from '../provider-contract.spec-helper.js';

providerContract((origin) => ({ provider: 'plivo', baseUrl: `${origin}/plivo` }), {
  accepted: { status: 202, body: { api_id: 'a', message: 'message(s) queued', message_uuid: ['uuid-1'] } },
  acceptedTest: { body: { objects: [{ number: sender.slice(1), sms_enabled: true }] } },
  wrongSettings: { 'a Powerpack that is none': { powerpackUuid: 'my pack' } },
});
