import { expect, it } from '@jest/globals';
import { formFields } from './form.js';

const VERBOSE = { response_format: 'verbose_json', 'timestamp_granularities[]': 'segment' };

it.each([
  ['whisper-1', VERBOSE],
  ['large-v3-turbo', VERBOSE],
  ['Systran/faster-whisper-small', VERBOSE],
  ['gpt-4o-transcribe', { response_format: 'json' }],
  ['gpt-4o-mini-transcribe-2025-12-15', { response_format: 'json' }],
  ['gpt-transcribe', { response_format: 'json' }],
  ['gpt-4o-transcribe-diarize', { response_format: 'diarized_json', chunking_strategy: 'auto' }],
  ['gpt-4o-transcribe-diarize-2026-01-01', { response_format: 'diarized_json', chunking_strategy: 'auto' }],
])('%s is asked for what it can write', (model, fields) => {
  expect(Object.fromEntries(formFields(model, 'en'))).toEqual({ model, language: 'en', ...fields });
  expect(Object.fromEntries(formFields(model, undefined))).toEqual({ model, ...fields });
});
