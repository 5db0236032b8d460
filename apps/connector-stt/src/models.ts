import type { DependentOptions } from '@hookswitch/domain';

/**
 * Models of Google Speech and their languages, as of 2026-11. Documented or observed refusals are errors when a workflow is saved; what
 * is only assumed is a warning, so that a first real account can prove it wrong without new code.
 */
const EVERYWHERE = ['default', 'command_and_search'] as const;
const LATEST = ['latest_long', 'latest_short'] as const;
const SPECIAL = ['video', 'medical_conversation', 'medical_dictation'] as const;
const V1 = [...EVERYWHERE, ...LATEST, 'phone_call', ...SPECIAL] as const;
/** Of v2 alone, which knows those of v1 under these names, too; what language each has, depends on the region. */
const V2 = ['long', 'short', 'telephony', 'telephony_short', 'chirp_2', 'chirp_3'] as const;
export const MODELS = [...V1, ...V2] as const;

const WITHOUT_LATEST = ['ms-MY', 'iw-IL'];
const WITHOUT_PHONE_CALL = ['de-DE'];
const WITH_PHONE_CALL = ['en-GB', 'en-AU', 'es-US', 'fr-FR', 'ja-JP', 'pt-BR', 'ru-RU'];
/** Models that have an enhanced form; elsewhere `use_enhanced` changes nothing. */
const ENHANCED = ['phone_call', 'video'];

const GOOGLE = [{ setting: 'provider', values: ['google'] }];

const without = (names: readonly string[], all: readonly string[] = MODELS) =>
  all.filter((model) => !names.includes(model));

const refusedBy = (apiVersion: 'v1' | 'v2', models: readonly string[]): DependentOptions => ({
  param: 'model',
  on: 'language',
  cases: [
    { when: WITHOUT_LATEST, options: without(LATEST, models) },
    { when: WITHOUT_PHONE_CALL, options: without(['phone_call'], models) },
  ],
  otherwise: models,
  where: [...GOOGLE, { setting: 'apiVersion', values: [apiVersion] }],
  severity: 'error',
});

/** Leaves out what {@link refusedBy} reports already, so that nothing is said twice. */
const doubtful: DependentOptions = {
  param: 'model',
  on: 'language',
  cases: [
    { when: ['en-US'], options: MODELS },
    { when: WITH_PHONE_CALL, options: without(SPECIAL) },
    { when: WITHOUT_PHONE_CALL, options: without(SPECIAL) },
  ],
  otherwise: [...EVERYWHERE, ...LATEST, ...V2],
  where: GOOGLE,
  severity: 'warning',
};

const enhanced: DependentOptions = {
  param: 'use_enhanced',
  on: 'model',
  cases: [{ when: ENHANCED, options: [true, false] }],
  otherwise: [false],
  where: GOOGLE,
  severity: 'warning',
};

/** Deepgram's, as of 2026-11, and Google's, which stand for the connection's own there. */
const DEEPGRAM_ENGLISH = [
  ...['nova-3-medical', 'nova-2-meeting', 'nova-2-phonecall', 'nova-2-finance', 'nova-2-conversationalai'],
  ...['nova-2-voicemail', 'nova-2-video', 'nova-2-medical', 'nova-2-drivethru', 'nova-2-automotive'],
];
const DEEPGRAM = [...MODELS, 'nova-3', 'nova-3-general', 'nova-2', 'nova-2-general', 'nova', 'enhanced', 'base'];

const deepgram: DependentOptions = {
  param: 'model',
  on: 'language',
  cases: [{ when: ['en', 'en-US', 'en-AU', 'en-GB', 'en-IN', 'en-NZ'], options: [...DEEPGRAM, ...DEEPGRAM_ENGLISH] }],
  otherwise: DEEPGRAM,
  where: [{ setting: 'provider', values: ['deepgram'] }],
  severity: 'warning',
};

/** What an OpenAI-compatible server has for models is its own affair. */
const unenhanced: DependentOptions = {
  param: 'use_enhanced',
  on: 'model',
  cases: [],
  otherwise: [false],
  where: [{ setting: 'provider', values: ['openai-compatible', 'deepgram'] }],
  severity: 'warning',
};

export const modelOptions: readonly DependentOptions[] = [
  ...[refusedBy('v1', V1), refusedBy('v2', MODELS)],
  ...[doubtful, enhanced, deepgram, unenhanced],
];
