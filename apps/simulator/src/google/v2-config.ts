import type { Audio } from '../audio/inspect.js';
import type { SimAnswer } from '../http/provider.js';
import { textOf } from '../http/read-body.js';
import { asFields, enumName, textsOf, type Fields } from './audio-source.js';
import { invalid } from './errors.js';
import type { Task } from './recognition-config.js';

/** `AudioEncoding` and `MultiChannelMode` of the proto, which are not v1's. */
const ENCODINGS = [
  ...['AUDIO_ENCODING_UNSPECIFIED', 'LINEAR16', 'MULAW', 'ALAW', 'AMR', 'AMR_WB', 'FLAC', 'MP3'],
  ...['OGG_OPUS', 'WEBM_OPUS', 'MP4_AAC', 'M4A_AAC', 'MOV_AAC'],
];
const CHANNEL_MODES = ['MULTI_CHANNEL_MODE_UNSPECIFIED', 'SEPARATE_RECOGNITION_PER_CHANNEL'];
const MOST_CHANNELS = 8;

const anywhere = (): boolean => true;
const within =
  (...locations: readonly string[]) =>
  (location: string) =>
    locations.includes(location);
/** Model: where it is. */
const MODELS: Readonly<Record<string, (location: string) => boolean>> = {
  long: anywhere,
  short: anywhere,
  telephony: anywhere,
  telephony_short: anywhere,
  chirp_2: within('us-central1', 'europe-west4', 'asia-southeast1'),
  chirp_3: within('us', 'eu', 'asia-northeast1', 'asia-southeast1'),
};
const WAV_FORMATS = [1, 6, 7];

/** Checks a configuration as Google does in a location. */
export function readTask(config: Fields | undefined, location: string): Task | SimAnswer {
  if (config === undefined) return invalid('RecognitionConfig is required.');
  const model = textOf(config.model);
  const languages = textsOf(config.languageCodes);
  const features = asFields(config.features) ?? {};
  const mode = enumName(features.multiChannelMode, CHANNEL_MODES);
  const speakers = features.diarizationConfig !== undefined;
  if (languages.length === 0) return invalid('Recognizer requires at least one language code.');
  if (!Object.hasOwn(MODELS, model) || MODELS[model]?.(location) !== true) {
    return invalid(`The model "${model}" does not exist in the location named "${location}".`);
  }
  if (languages.includes('auto') && !model.startsWith('chirp')) {
    return invalid(`The language "auto" is not supported by the model "${model}" in the location named "${location}".`);
  }
  if (mode === undefined) return invalid("Invalid value at 'config.features.multi_channel_mode' (TYPE_ENUM).");
  const perChannel = mode === CHANNEL_MODES[1];
  if (perChannel && model === 'short') return invalid('Recognizer does not support feature: multi_channel_mode');
  if (speakers && model === 'chirp_2') return invalid('Recognizer does not support feature: speaker_diarization');
  const heard = languages.at(-1) ?? '';
  const language = heard === 'auto' ? 'en-US' : heard;
  return checkDecoding(config) ?? { language, perChannel, speakers, words: features.enableWordTimeOffsets === true };
}

function checkDecoding({ autoDecodingConfig, explicitDecodingConfig }: Fields): SimAnswer | undefined {
  const explicit = asFields(explicitDecodingConfig);
  if ((autoDecodingConfig === undefined) === (explicit === undefined)) {
    return invalid('Exactly one of auto_decoding_config and explicit_decoding_config is required.');
  }
  if (explicit === undefined) return undefined;
  const encoding = enumName(explicit.encoding, ENCODINGS);
  const rate = Number(explicit.sampleRateHertz ?? 0);
  if (encoding === undefined || encoding === ENCODINGS[0]) {
    return invalid("Invalid value at 'config.explicit_decoding_config.encoding' (TYPE_ENUM).");
  }
  if (rate < 8000 || rate > 48_000) return invalid('Invalid sample rate: it must be between 8000 and 48000.');
  const channels = Number(explicit.audioChannelCount ?? 1);
  return channels < 1 || channels > MOST_CHANNELS ? invalid('Invalid audio channel count.') : undefined;
}

/** What cannot be detected. */
export function checkAudio(audio: Audio): SimAnswer | undefined {
  const isKnown = audio.kind === 'wav' ? WAV_FORMATS.includes(audio.format) : audio.kind !== 'unknown';
  return isKnown ? undefined : invalid('Audio data does not appear to be in a supported encoding.');
}
