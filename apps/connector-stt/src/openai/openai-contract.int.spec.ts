import { providerContract } from '../upload/provider-contract.spec-helper.js';

providerContract((origin) => ({ provider: 'openai-compatible', baseUrl: origin }), {
  accepted: {
    body: { text: 'Hello.', language: 'english', duration: 1, segments: [{ start: 0, end: 1, text: 'Hello.' }] },
  },
  acceptedTest: { body: { object: 'list', data: [{ id: 'whisper-1', object: 'model' }] } },
});
