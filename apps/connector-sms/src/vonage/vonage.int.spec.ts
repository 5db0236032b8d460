import { providerContract, sender } from '../provider-contract.spec-helper.js';

providerContract((origin) => ({ provider: 'vonage', baseUrl: `${origin}/vonage` }), {
  accepted: { body: { 'message-count': '1', messages: [{ to: '12025550142', 'message-id': 'id-1', status: '0' }] } },
  acceptedTest: { body: { count: 1, numbers: [{ msisdn: sender.slice(1), features: ['SMS'] }] } },
});
