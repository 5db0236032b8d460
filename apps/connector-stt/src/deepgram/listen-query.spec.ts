import { expect, it } from '@jest/globals';
import { listenQuery } from './listen-query.js';

const ask = (
  { alternatives = [], speakers = false }: { alternatives?: readonly string[]; speakers?: boolean },
  channels?: number,
) => {
  const settings = { alternativeLanguages: alternatives, speakerLabels: speakers };
  return listenQuery({ model: 'nova-3', language: 'en-US', settings }, { channels }).toString();
};

it.each([
  ['one voice', {}, 1, 'language=en-US'],
  ['nobody knows how many channels', {}, undefined, 'language=en-US'],
  ['the parties of a call', {}, 2, 'language=en-US&multichannel=true'],
  ['voices in one channel', { speakers: true }, 1, 'language=en-US&diarize_model=latest'],
  ['voices in channels', { speakers: true }, 2, 'language=en-US&multichannel=true&diarize_model=latest'],
  ['one of some languages', { alternatives: ['cs'] }, 1, 'detect_language=en-US&detect_language=cs'],
  ['any language', { alternatives: ['cs', 'auto'] }, 1, 'detect_language=true'],
] as const)('%s', (_, options, channels, rest) => {
  expect(ask(options, channels)).toBe(`model=nova-3&smart_format=true&utterances=true&${rest}`);
});
