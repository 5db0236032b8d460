import { expect, it } from '@jest/globals';
import { Secret } from '@hookswitch/connector-sdk';
import type { SttSettings } from '../settings.js';
import { placeOf } from './place.js';

const settings = (more: Partial<SttSettings>) => ({ ...more }) as SttSettings;

it.each([
  [undefined, undefined, 'https://api.openai.com/v1/audio/transcriptions', 'https://api.openai.com/v1/models'],
  ['http://speech:8000', undefined, 'http://speech:8000/v1/audio/transcriptions', 'http://speech:8000/v1/models'],
  ['http://speech:8000/v1', undefined, 'http://speech:8000/v1/audio/transcriptions', 'http://speech:8000/v1/models'],
  [
    'https://proxy/openai/v1',
    undefined,
    'https://proxy/openai/v1/audio/transcriptions',
    'https://proxy/openai/v1/models',
  ],
  ['http://whisper:8080', '/inference', 'http://whisper:8080/inference', undefined],
])('%s with the path %s', (baseUrl, transcriptionPath, transcriptions, models) => {
  expect(placeOf(settings({ baseUrl, transcriptionPath }))).toMatchObject({ transcriptions, models, headers: {} });
});

it('a key goes to the hosts of the connection, or to OpenAI alone', () => {
  const apiKey = new Secret('sk-1');
  expect(placeOf(settings({ apiKey }))).toMatchObject({
    headers: { authorization: 'Bearer sk-1' },
    allowedHosts: ['api.openai.com'],
  });
  expect(placeOf(settings({ apiKey }), ['speech.example.com']).allowedHosts).toEqual(['speech.example.com']);
});
