import type { OperationFault } from '../behaviour/behaviour.js';
import type { SimAnswer, SimRequest } from '../http/provider.js';
import { readFields } from '../http/read-body.js';
import type { Operations, Work } from './operations.js';
import { readRecognition, type Recognition } from './recognition-config.js';
import type { Storage } from './storage.js';
import { billed, transcribeV1 } from './transcript.js';

const TYPE = 'type.googleapis.com/google.cloud.speech.v1.LongRunningRecognize';

/** Speech v1; undefined: not one of its paths. */
export function answerV1(
  request: SimRequest,
  storage: Storage,
  operations: Operations,
  fault?: OperationFault,
): SimAnswer | undefined {
  const { method, path, query } = request;
  if (path === '/v1/speech:recognize' && method === 'POST') return recognize(request, storage);
  if (path === '/v1/speech:longrunningrecognize' && method === 'POST') {
    const recognition = readRecognition(readFields(request), storage, true);
    return 'status' in recognition ? recognition : operations.start(workOf(recognition), fault);
  }
  if (path === '/v1/operations' && method === 'GET') return operations.list('', query);
  const name = /^\/v1\/operations\/(.+)$/.exec(path)?.[1];
  return name !== undefined && method === 'GET' ? operations.poll(decodeURIComponent(name)) : undefined;
}

function recognize(request: SimRequest, storage: Storage): SimAnswer {
  const recognition = readRecognition(readFields(request), storage, false);
  if ('status' in recognition) return recognition;
  const body = { results: transcribeV1(recognition), totalBilledTime: billed(recognition.seconds) };
  return { status: 200, body, effect: 'recognition' };
}

const workOf = (recognition: Recognition): Work => ({
  parent: '',
  metadata: ({ percent, startedAt, now }) => ({
    '@type': `${TYPE}Metadata`,
    progressPercent: percent,
    startTime: startedAt,
    lastUpdateTime: now,
    ...(recognition.uri === undefined ? {} : { uri: recognition.uri }),
  }),
  response: () => ({
    '@type': `${TYPE}Response`,
    results: transcribeV1(recognition),
    totalBilledTime: billed(recognition.seconds),
  }),
});
