import type { DependentOptions } from '@hookswitch/domain';

/**
 * Models of Google Speech and their languages, as of 2026-11. Documented or observed refusals are errors when a workflow is saved; what
 * is only assumed is a warning, so that a first real account can prove it wrong without new code.
 */
const EVERYWHERE = ['default', 'command_and_search'] as const;
const LATEST = ['latest_long', 'latest_short'] as const;
const SPECIAL = ['video', 'medical_conversation', 'medical_dictation'] as const;
/** Of v2, which knows the others under these names; what language each has, depends on the region. */
const V2 = ['long', 'short', 'telephony', 'telephony_short', 'chirp_2', 'chirp_3'] as const;
export const MODELS = [...EVERYWHERE, ...LATEST, 'phone_call', ...SPECIAL, ...V2] as const;

const WITHOUT_LATEST = ['ms-MY', 'iw-IL'];
const WITHOUT_PHONE_CALL = ['de-DE'];
const WITH_PHONE_CALL = ['en-GB', 'en-AU', 'es-US', 'fr-FR', 'ja-JP', 'pt-BR', 'ru-RU'];
/** Models that have an enhanced form; elsewhere `use_enhanced` changes nothing. */
const ENHANCED = ['phone_call', 'video'];

const without = (names: readonly string[]) => MODELS.filter((model) => !names.includes(model));

const refused: DependentOptions = {
  param: 'model',
  on: 'language',
  cases: [
    { when: WITHOUT_LATEST, options: without(LATEST) },
    { when: WITHOUT_PHONE_CALL, options: without(['phone_call']) },
  ],
  otherwise: MODELS,
  severity: 'error',
};

/** Leaves out what {@link refused} reports already, so that nothing is said twice. */
const doubtful: DependentOptions = {
  param: 'model',
  on: 'language',
  cases: [
    { when: ['en-US'], options: MODELS },
    { when: WITH_PHONE_CALL, options: without(SPECIAL) },
    { when: WITHOUT_PHONE_CALL, options: without(SPECIAL) },
  ],
  otherwise: [...EVERYWHERE, ...LATEST, ...V2],
  severity: 'warning',
};

const enhanced: DependentOptions = {
  param: 'use_enhanced',
  on: 'model',
  cases: [{ when: ENHANCED, options: [true, false] }],
  otherwise: [false],
  severity: 'warning',
};

export const modelOptions: readonly DependentOptions[] = [refused, doubtful, enhanced];
