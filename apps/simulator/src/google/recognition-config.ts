import type { Audio } from '../audio/inspect.js';
import type { SimAnswer } from '../http/provider.js';
import { textOf } from '../http/read-body.js';
import { asFields, enumName, findAudio, textsOf, type Fields, type Source } from './audio-source.js';
import { invalid } from './errors.js';
import type { Storage } from './storage.js';

/** What is to be done with a recording. */
export interface Task {
  /** The one that is heard: the last of several that were asked for. */
  readonly language: string;
  readonly perChannel: boolean;
  readonly words: boolean;
  readonly speakers: boolean;
}

/** A request that can be carried out. */
export type Recognition = Source & Task;

/** `AudioEncoding` of the proto. */
const ENCODINGS = [
  'ENCODING_UNSPECIFIED',
  'LINEAR16',
  'FLAC',
  'MULAW',
  'AMR',
  'AMR_WB',
  'OGG_OPUS',
  'SPEEX_WITH_HEADER_BYTE',
  'MP3',
  'WEBM_OPUS',
];
const PHONE_CALL = ['en-US', 'en-GB', 'en-AU', 'es-US', 'fr-FR', 'ja-JP', 'pt-BR', 'ru-RU'];
/** Model: the languages it has; absent ones have all. */
const MODELS: Readonly<Record<string, (language: string) => boolean>> = {
  default: () => true,
  command_and_search: () => true,
  latest_long: (language) => !['ms-MY', 'iw-IL'].includes(language),
  latest_short: (language) => !['ms-MY', 'iw-IL'].includes(language),
  phone_call: (language) => PHONE_CALL.includes(language),
  video: (language) => language === 'en-US',
  medical_conversation: (language) => language === 'en-US',
  medical_dictation: (language) => language === 'en-US',
};
const WAV_PCM = 1;
const WAV_MULAW = 7;
const INLINE_SECONDS = 60;
const ALTERNATIVES = 3;

/** Checks a recognize request as Google does. */
export function readRecognition(body: Fields | undefined, storage: Storage, long: boolean): Recognition | SimAnswer {
  const config = asFields(body?.config);
  const source = asFields(body?.audio);
  if (config === undefined || source === undefined) return invalid('RecognitionConfig and audio are required.');
  const wrong = checkConfig(config);
  if (wrong !== undefined) return wrong;
  const found = findAudio(source, storage);
  if ('status' in found) return found;
  const refusal = checkAudio(found.audio, encodingOf(config.encoding)) ?? checkChannels(found.audio, config);
  if (refusal !== undefined) return refusal;
  if (found.seconds > INLINE_SECONDS && !long) {
    return invalid("Sync input too long. For audio longer than 1 min use LongRunningRecognize with a 'uri' parameter.");
  }
  if (found.seconds > INLINE_SECONDS && found.uri === undefined) {
    return invalid('Inline audio exceeds duration limit. Please use a GCS URI.');
  }
  return {
    ...found,
    language: [textOf(config.languageCode), ...textsOf(config.alternativeLanguageCodes)].at(-1)?.toLowerCase() ?? '',
    perChannel: config.enableSeparateRecognitionPerChannel === true,
    words: config.enableWordTimeOffsets === true,
    speakers: asFields(config.diarizationConfig)?.enableSpeakerDiarization === true,
  };
}

function checkConfig(config: Fields): SimAnswer | undefined {
  const language = textOf(config.languageCode);
  const model = textOf(config.model) || 'default';
  const rate = Number(config.sampleRateHertz ?? 0);
  if (language === '') return invalid("Invalid recognition 'config': language_code is required.");
  if (encodingOf(config.encoding) === undefined) return invalid("Invalid value at 'config.encoding' (TYPE_ENUM).");
  if (rate !== 0 && (rate < 8000 || rate > 48_000)) {
    return invalid("Invalid recognition 'config': bad sample rate hertz.");
  }
  if (textsOf(config.alternativeLanguageCodes).length > ALTERNATIVES) {
    return invalid("Invalid recognition 'config': too many alternative languages.");
  }
  const speaks = MODELS[model];
  if (speaks === undefined) return invalid(`Invalid recognition 'config': Incorrect model specified: ${model}`);
  return speaks(language)
    ? undefined
    : invalid(
        `Invalid recognition 'config': The requested model is currently not supported for language : ${language}.`,
      );
}

const encodingOf = (value: unknown): string | undefined => enumName(value, ENCODINGS);

function checkChannels(audio: Audio, config: Fields): SimAnswer | undefined {
  if (audio.kind !== 'wav' || config.enableSeparateRecognitionPerChannel !== true) return undefined;
  const count = Number(config.audioChannelCount ?? 1);
  return count === audio.channels
    ? undefined
    : invalid(`Invalid recognition 'config': audio_channel_count ${count}, but the WAV header says ${audio.channels}.`);
}

function checkAudio(audio: Audio, encoding: string | undefined): SimAnswer | undefined {
  if (audio.kind === 'mp3' || encoding === 'MP3') return invalid('Invalid audio: MP3 is not supported in v1.');
  if (audio.kind === 'mp4') return invalid('Invalid audio: MP4 is not supported in v1.');
  if (audio.kind === 'unknown' && encoding === ENCODINGS[0])
    return invalid("Invalid recognition 'config': bad encoding.");
  if (audio.kind !== 'wav') return undefined;
  if (audio.format !== WAV_PCM && audio.format !== WAV_MULAW) {
    return invalid(`Invalid audio: WAV format ${audio.format} is not supported.`);
  }
  const expected = audio.format === WAV_PCM ? 'LINEAR16' : 'MULAW';
  return encoding === ENCODINGS[0] || encoding === expected
    ? undefined
    : invalid(`Specified encoding in RecognitionConfig: ${encoding ?? ''} does not match the WAV header.`);
}
