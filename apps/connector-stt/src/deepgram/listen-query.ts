import type { Sound } from '../recording/inspect-recording.js';
import type { SttSettings } from '../settings.js';

export interface Asked {
  readonly model: string;
  readonly language: string;
  readonly settings: Pick<SttSettings, 'alternativeLanguages' | 'speakerLabels'>;
}

/** Channels are transcribed apart, as they are the parties of a call; in each of them voices are told apart where that is asked for. */
export function listenQuery(
  { model, language, settings }: Asked,
  { channels }: Pick<Sound, 'channels'>,
): URLSearchParams {
  const { alternativeLanguages, speakerLabels } = settings;
  const query = new URLSearchParams({ model, smart_format: 'true', utterances: 'true' });
  if (alternativeLanguages.length === 0) query.set('language', language);
  else for (const heard of candidates(language, alternativeLanguages)) query.append('detect_language', heard);
  if (channels !== undefined && channels > 1) query.set('multichannel', 'true');
  if (speakerLabels) query.set('diarize_model', 'latest');
  return query;
}

/** Languages that Deepgram chooses from; `true` stands for all that it knows. */
const candidates = (language: string, alternatives: readonly string[]): readonly string[] =>
  alternatives.includes('auto') ? ['true'] : [language, ...alternatives];
