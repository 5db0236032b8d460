import type { OperationFault } from '../behaviour/behaviour.js';
import type { SimAnswer, SimRequest } from '../http/provider.js';
import { readFields, textOf } from '../http/read-body.js';
import { asFields, findAudio, findObject, type Fields, type Source } from './audio-source.js';
import { fault, invalid } from './errors.js';
import type { Operations, Work } from './operations.js';
import type { Task } from './recognition-config.js';
import type { Storage } from './storage.js';
import { billed, transcribeV2 } from './transcript.js';
import { checkAudio, readTask } from './v2-config.js';

const PACKAGE = 'type.googleapis.com/google.cloud.speech.v2.';
const PATH =
  /^\/v2\/(projects\/[^/]+\/locations\/([^/]+))\/(recognizers\/([^/:]+):(recognize|batchRecognize)|operations(\/[^/]+)?)$/;
const SYNC_SECONDS = 60;
const MOST_FILES = 15;

interface Place {
  readonly parent: string;
  readonly location: string;
}

/** Speech v2; undefined: not one of its paths. Recognizers named `missing-…` do not exist. */
export function answerV2(
  request: SimRequest,
  storage: Storage,
  operations: Operations,
  operation?: OperationFault,
): SimAnswer | undefined {
  const [, parent = '', location = '', , recognizer, verb, id] = PATH.exec(request.path) ?? [];
  if (parent === '') return undefined;
  if (recognizer === undefined) {
    if (request.method !== 'GET') return undefined;
    return id === undefined ? operations.list(parent, request.query) : operations.poll(`${parent}/operations${id}`);
  }
  if (request.method !== 'POST') return undefined;
  if (recognizer.startsWith('missing-')) {
    return fault(5, `Unable to find Recognizer ${recognizer} from project in location ${location}.`);
  }
  const place = { parent, location };
  const fields = readFields(request) ?? {};
  if (verb === 'recognize') return recognize(fields, place, storage);
  const work = batchOf(fields, place, request.path, storage);
  return 'status' in work ? work : operations.start(work, operation);
}

function recognize(fields: Fields, { location }: Place, storage: Storage): SimAnswer {
  const task = readTask(asFields(fields.config), location);
  if ('status' in task) return task;
  const source = findAudio(fields, storage);
  if ('status' in source) return source;
  const refusal = checkAudio(source.audio);
  if (refusal !== undefined) return refusal;
  if (source.seconds > SYNC_SECONDS) return invalid('Audio can be of a maximum of 60 seconds.');
  const body = {
    results: transcribeV2({ ...source, ...task }),
    metadata: { totalBilledDuration: billed(source.seconds) },
  };
  return { status: 200, body, effect: 'recognition' };
}

function batchOf(fields: Fields, { parent, location }: Place, path: string, storage: Storage): Work | SimAnswer {
  const task = readTask(asFields(fields.config), location);
  if ('status' in task) return task;
  const files = Array.isArray(fields.files) ? fields.files.map((file) => textOf(asFields(file)?.uri)) : [];
  if (files.length === 0 || files.length > MOST_FILES) return invalid('Between 1 and 15 files are required.');
  if (!files.every((uri) => uri.startsWith('gs://'))) return invalid('Files must be gs:// URIs.');
  const output = asFields(fields.recognitionOutputConfig);
  if (output?.inlineResponseConfig === undefined) {
    return output?.gcsOutputConfig === undefined
      ? invalid('RecognitionOutputConfig is required.')
      : fault(12, 'The simulator writes no results to Cloud Storage.');
  }
  const sources = files.map((uri) => [uri, findObject(uri, storage)] as const);
  const resource = path.slice('/v2/'.length).replace(/:.*$/, '');
  return {
    parent,
    metadata: ({ percent, startedAt, now }) => ({
      '@type': `${PACKAGE}OperationMetadata`,
      createTime: startedAt,
      updateTime: now,
      resource,
      method: 'google.cloud.speech.v2.Speech.BatchRecognize',
      batchRecognizeRequest: { recognizer: resource, ...fields },
      progressPercent: percent,
      batchRecognizeMetadata: {
        transcriptionMetadata: Object.fromEntries(files.map((uri) => [uri, { progressPercent: percent }])),
      },
    }),
    response: (fileError) => ({
      '@type': `${PACKAGE}BatchRecognizeResponse`,
      results: Object.fromEntries(sources.map(([uri, source]) => [uri, fileResult(source, task, fileError)])),
    }),
  };
}

/** What goes wrong with one file is told beside the others, in an operation that went well. */
function fileResult(source: Source | SimAnswer, task: Task, fileError: object | undefined): object {
  if (fileError !== undefined) return { error: fileError };
  if ('status' in source) return { error: { code: 5, message: 'The object does not exist.' } };
  if (checkAudio(source.audio) !== undefined) return { error: { code: 3, message: 'The encoding is not supported.' } };
  const metadata = { totalBilledDuration: billed(source.seconds) };
  return { metadata, inlineResult: { transcript: { results: transcribeV2({ ...source, ...task }), metadata } } };
}
