import { providerContract } from '../upload/provider-contract.spec-helper.js';

providerContract((origin) => ({ provider: 'deepgram', baseUrl: origin }), {
  withoutHost: 'they run with openai-compatible',
  accepted: {
    body: {
      metadata: { duration: 1, channels: 1 },
      results: {
        channels: [{ alternatives: [{ transcript: 'Hello.', confidence: 0.9 }] }],
        utterances: [{ start: 0, end: 1, transcript: 'Hello.', confidence: 0.9, channel: 0 }],
      },
    },
  },
  acceptedTest: { body: { projects: [] } },
});
