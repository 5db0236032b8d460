import { expect, it } from '@jest/globals';
import type { DependentOptions, Json } from '@hookswitch/domain';
import { modelOptions } from './models.js';

/** What saving a workflow would say, as the workflow checker reads the table. */
const verdicts = (settings: Readonly<Record<string, Json>>, params: Readonly<Record<string, Json>>) =>
  modelOptions
    .filter(({ where = [] }) => where.every(({ setting, values }) => values.includes(settings[setting] ?? null)))
    .filter((options) => !choices(options, params).includes(params[options.param] ?? null))
    .map(({ severity }) => severity);
const choices = ({ on, cases, otherwise }: DependentOptions, params: Readonly<Record<string, Json>>) =>
  cases.find(({ when }) => when.includes(params[on] ?? null))?.options ?? otherwise;

it.each([
  ['en-US', 'phone_call', true, []],
  ['en-US', 'medical_dictation', false, []],
  ['fr-FR', 'phone_call', true, []],
  ['cs-CZ', 'latest_long', false, []],
  ['de-DE', 'phone_call', true, ['error']],
  ['ms-MY', 'latest_long', false, ['error']],
  ['cs-CZ', 'phone_call', true, ['warning']],
  ['fr-FR', 'video', true, ['warning']],
  ['en-US', 'default', true, ['warning']],
  ['en-US', 'telephone', false, ['error', 'warning']],
])('%s with %s, enhanced %s: %j', (language, model, use_enhanced, expected) => {
  for (const apiVersion of ['v1', 'v2'])
    expect(verdicts({ provider: 'google', apiVersion }, { language, model, use_enhanced })).toEqual(expected);
});

it.each([
  ['en-US', 'telephony', false, []],
  ['cs-CZ', 'chirp_2', false, []],
  ['cs-CZ', 'telephony', true, ['warning']],
  ['ms-MY', 'long', false, []],
])('of v2: %s with %s, enhanced %s: %j, and an error with v1', (language, model, use_enhanced, expected) => {
  const of = (apiVersion: string) => verdicts({ provider: 'google', apiVersion }, { language, model, use_enhanced });
  expect(of('v2')).toEqual(expected);
  expect(of('v1')).toEqual(['error', ...expected]);
});

it.each([
  ['deepgram', 'de-DE', 'phone_call', false, []],
  ['deepgram', 'de-DE', 'nova-3', true, ['warning']],
  ['deepgram', 'en-GB', 'nova-2-phonecall', false, []],
  ['deepgram', 'de-DE', 'nova-2-phonecall', false, ['warning']],
  ['deepgram', 'en-US', 'nova-9', false, ['warning']],
  ['openai-compatible', 'de-DE', 'large-v3-turbo', false, []],
  ['openai-compatible', 'de-DE', 'phone_call', true, ['warning']],
])('%s: %s with %s, enhanced %s: %j', (provider, language, model, use_enhanced, expected) => {
  expect(verdicts({ provider }, { language, model, use_enhanced })).toEqual(expected);
});
