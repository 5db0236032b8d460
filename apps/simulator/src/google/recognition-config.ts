import { inspect, type Audio } from '../audio/inspect.js';
import type { SimAnswer } from '../http/provider.js';
import { textOf } from '../http/read-body.js';
import { faultOfStatus, invalid } from './errors.js';
import type { Storage } from './storage.js';

type Fields = Readonly<Record<string, unknown>>;

/** A request that can be carried out. */
export interface Recognition {
  readonly audio: Audio;
  readonly uri: string | undefined;
  readonly seconds: number;
  readonly language: string;
  readonly model: string;
  readonly perChannel: boolean;
  readonly words: boolean;
}

/** `AudioEncoding` of the proto: clients send names, the generated ones the numbers. */
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
const RAW_BYTES_PER_SECOND = 16_000;

/** Checks a recognize request as Google does. */
export function readRecognition(body: Fields | undefined, storage: Storage, long: boolean): Recognition | SimAnswer {
  const config = asFields(body?.config);
  const source = asFields(body?.audio);
  if (config === undefined || source === undefined) return invalid('RecognitionConfig and audio are required.');
  const wrong = checkConfig(config);
  if (wrong !== undefined) return wrong;
  const found = findAudio(source, storage);
  if ('status' in found) return found;
  const refusal = checkAudio(found.audio, encodingOf(config.encoding));
  if (refusal !== undefined) return refusal;
  const seconds = found.audio.kind === 'wav' ? found.audio.seconds : found.size / RAW_BYTES_PER_SECOND;
  if (seconds > INLINE_SECONDS && !long) {
    return invalid("Sync input too long. For audio longer than 1 min use LongRunningRecognize with a 'uri' parameter.");
  }
  if (seconds > INLINE_SECONDS && found.uri === undefined) {
    return invalid('Inline audio exceeds duration limit. Please use a GCS URI.');
  }
  return {
    audio: found.audio,
    uri: found.uri,
    seconds,
    language: textOf(config.languageCode),
    model: textOf(config.model) || 'default',
    perChannel: config.enableSeparateRecognitionPerChannel === true,
    words: config.enableWordTimeOffsets === true,
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
  const speaks = MODELS[model];
  if (speaks === undefined) return invalid(`Invalid recognition 'config': Incorrect model specified: ${model}`);
  return speaks(language)
    ? undefined
    : invalid(
        `Invalid recognition 'config': The requested model is currently not supported for language : ${language}.`,
      );
}

function encodingOf(value: unknown): string | undefined {
  if (value === undefined) return ENCODINGS[0];
  return typeof value === 'number' ? ENCODINGS[value] : ENCODINGS.find((name) => name === value);
}

function findAudio(
  source: Fields,
  storage: Storage,
): { readonly audio: Audio; readonly size: number; readonly uri: string | undefined } | SimAnswer {
  const [content, uri] = [textOf(source.content), textOf(source.uri)];
  if ((content === '') === (uri === '')) return invalid('RecognitionAudio must set exactly one of content and uri.');
  if (content !== '') {
    const bytes = Buffer.from(content, 'base64');
    return { audio: inspect(bytes), size: bytes.length, uri: undefined };
  }
  if (!/^gs:\/\/[^/]+\/.+/.test(uri))
    return invalid('Request contains an invalid argument: uri must start with gs://.');
  const object = storage.get(uri);
  if (object === undefined) return faultOfStatus(404, 'Requested entity was not found.');
  return { audio: inspect(object.head, object.size), size: object.size, uri };
}

function checkAudio(audio: Audio, encoding: string | undefined): SimAnswer | undefined {
  if (audio.kind === 'mp3' || encoding === 'MP3') return invalid('Invalid audio: MP3 is not supported in v1.');
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

const asFields = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
