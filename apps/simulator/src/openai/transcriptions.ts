import { hear } from '../audio/speech.js';
import { formFields, readMultipart, type FormPart } from '../http/multipart.js';
import type { SimAnswer, SimRequest } from '../http/provider.js';
import { fault, known } from './errors.js';
import { formatsOf, type Format } from './models.js';
import { written } from './written.js';

/** Of a request, form and all. */
export const MAX_BYTES = 26_214_400;
const EXTENSIONS = ['flac', 'm4a', 'mp3', 'mp4', 'mpeg', 'mpga', 'oga', 'ogg', 'wav', 'webm'];
/** A diarizing model wants to be told how to cut what is longer, in seconds. */
const CHUNKED_OVER = 30;

/** `POST /v1/audio/transcriptions` */
export function transcribe(request: SimRequest): SimAnswer {
  const { length } = request.body;
  if (length > MAX_BYTES) {
    const message = `Maximum content size limit (${MAX_BYTES}) exceeded (${length} bytes read)`;
    return fault(413, message, { type: 'server_error' });
  }
  const parts = readMultipart(request);
  const file = parts?.find(({ name, filename }) => name === 'file' && filename !== undefined);
  if (parts === undefined) return fault(400, 'Could not parse multipart form');
  if (file === undefined) return fault(400, "[{'type': 'missing', 'loc': ('body', 'file'), 'msg': 'Field required'}]");
  return refuseForm(formFields(parts), file) ?? answer(formFields(parts), file);
}

function refuseForm(fields: Readonly<Record<string, string>>, { filename = '' }: FormPart): SimAnswer | undefined {
  const { model = '', language, response_format: format = 'json' } = fields;
  if (model === '') return fault(400, 'you must provide a model parameter');
  const formats = formatsOf(model);
  if (formats === undefined) {
    return known('model_not_found', `The model \`${model}\` does not exist or you do not have access to it.`);
  }
  if (!(formats as readonly string[]).includes(format)) {
    const message = `response_format '${format}' is not compatible with model '${model}'. Use ${formats.map((one) => `'${one}'`).join(' or ')} instead.`;
    return fault(400, message, { param: 'response_format', code: 'unsupported_value' });
  }
  if (fields['timestamp_granularities[]'] !== undefined && format !== 'verbose_json') {
    return fault(400, "timestamp_granularities is only supported with response_format 'verbose_json'.");
  }
  if (language !== undefined && !/^[a-z]{2}$/.test(language)) {
    const message = `Invalid language '${language}'. Language parameter must be specified in ISO-639-1 format.`;
    return fault(400, message, { param: 'language', code: 'invalid_language_format' });
  }
  return EXTENSIONS.includes(filename.split('.').at(-1)?.toLowerCase() ?? '')
    ? undefined
    : fault(400, `Unrecognized file format. Supported formats: [${EXTENSIONS.map((one) => `'${one}'`).join(', ')}]`);
}

function answer(fields: Readonly<Record<string, string>>, { body }: FormPart): SimAnswer {
  const { model, language = 'en', response_format: format = 'json' } = fields;
  // Channels are mixed before anything is heard.
  const speech = hear(body, false);
  if (speech === undefined) {
    const message = 'The audio file could not be decoded or its format is not supported.';
    return fault(400, message, { param: 'file', code: 'invalid_value' });
  }
  if (model?.endsWith('-diarize') === true && speech.seconds > CHUNKED_OVER && fields.chunking_strategy === undefined) {
    return fault(400, 'chunking_strategy is required for diarization models', { param: 'chunking_strategy' });
  }
  return { ...written(speech, format as Format, language), effect: 'transcription' };
}

/** whisper.cpp's `POST /inference`: one model, WAV only, no key; a language that it does not know is a server's error there too. */
export function infer(request: SimRequest): SimAnswer {
  const parts = readMultipart(request) ?? [];
  const file = parts.find(({ name, filename }) => name === 'file' && filename !== undefined);
  if (file === undefined) return { status: 400, body: { error: "no 'file' field in the request" } };
  const speech = file.body.toString('latin1', 0, 4) === 'RIFF' ? hear(file.body, false) : undefined;
  if (speech === undefined) return { status: 400, body: { error: 'failed to read audio data' } };
  const { response_format: format = 'json', language = 'en' } = formFields(parts);
  return { ...written(speech, format as Format, language), effect: 'transcription' };
}
