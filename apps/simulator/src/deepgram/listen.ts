import { createHash, randomUUID } from 'node:crypto';
import { hear, wordsOf, type Sentence, type Speech } from '../audio/speech.js';
import { tone } from '../audio/tone.js';
import { wav } from '../audio/wav.js';
import type { SimAnswer, SimRequest } from '../http/provider.js';
import { readFields } from '../http/read-body.js';
import { badRequest } from './errors.js';

const MODELS = [
  'nova-3',
  'nova-3-general',
  'nova-3-medical',
  'nova-2',
  'nova-2-phonecall',
  'enhanced',
  'base',
  'base-general',
];
const ENGLISH_ONLY = ['nova-3-medical', 'nova-2-phonecall'];
const CONFIDENCE = 0.98;
/** What there is at any `url`: nothing is fetched. */
const REMOTE_SECONDS = 3;

/** `POST /v1/listen` with a whole answer; callbacks are not known here. */
export function listen(request: SimRequest, now: number): SimAnswer {
  const { query } = request;
  const model = query.get('model') ?? 'base-general';
  const language = query.get('language') ?? 'en';
  const speaks = !ENGLISH_ONLY.includes(model) || /^en(-|$)/i.test(language);
  if (!MODELS.includes(model) || !speaks) return badRequest('No such model/language/tier combination found.');
  const body = audioOf(request);
  if ('status' in body) return body;
  const speech = hear(body, query.get('multichannel') === 'true');
  if (speech === undefined) return badRequest('failed to process audio: corrupt or unsupported data');
  return {
    status: 200,
    body: { metadata: metadataOf(body, speech, model, now), results: resultsOf(speech, query) },
    effect: 'transcription',
  };
}

function audioOf(request: SimRequest): Buffer | SimAnswer {
  if (!(request.headers['content-type'] ?? '').includes('json')) return request.body;
  const url = readFields(request)?.url;
  if (typeof url !== 'string') return badRequest('failed to parse request body');
  return URL.canParse(url) ? wav(tone({ seconds: REMOTE_SECONDS })) : badRequest('Invalid URL.');
}

function metadataOf(body: Buffer, { seconds, sentences }: Speech, model: string, now: number): object {
  const id = randomUUID();
  return {
    transaction_key: 'deprecated',
    request_id: randomUUID(),
    sha256: createHash('sha256').update(body).digest('hex'),
    created: new Date(now).toISOString(),
    duration: seconds,
    channels: Math.max(1, ...sentences.map(({ channel }) => channel + 1)),
    models: [id],
    model_info: { [id]: { name: model, version: '2026-07-01.0', arch: model } },
  };
}

function resultsOf(speech: Speech, query: URLSearchParams): object {
  const heard = (query.get('multichannel') === 'true' ? speech.channels : 1) || 1;
  const detects = query.has('detect_language') && query.get('detect_language') !== 'false';
  const detected = query.getAll('detect_language').find((language) => language !== 'true') ?? 'en';
  const channels = Array.from({ length: heard }, (_, channel) => ({
    alternatives: [
      alternative(
        speech.sentences.filter((sentence) => sentence.channel === channel),
        query,
      ),
    ],
    ...(detects ? { detected_language: detected, language_confidence: CONFIDENCE } : {}),
  }));
  const isAsked = query.get('utterances') === 'true';
  return {
    channels,
    ...(isAsked ? { utterances: speech.sentences.map((sentence, at) => utterance(sentence, at, query)) } : {}),
  };
}

const alternative = (sentences: readonly Sentence[], query: URLSearchParams): object => ({
  transcript: plain(sentences.map(({ text }) => text).join(' '), query),
  confidence: sentences.length > 0 ? CONFIDENCE : 0,
  words: sentences.flatMap((sentence, at) => words(sentence, at, query)),
});

const utterance = (sentence: Sentence, at: number, query: URLSearchParams): object => ({
  start: sentence.start,
  end: sentence.end,
  confidence: CONFIDENCE,
  channel: sentence.channel,
  transcript: plain(sentence.text, query),
  words: words(sentence, at, query),
  ...speakerOf(at, query),
  id: randomUUID(),
});

const words = (sentence: Sentence, at: number, query: URLSearchParams): readonly object[] =>
  wordsOf(sentence).map(({ word, start, end }) => ({
    word: bare(word),
    start,
    end,
    confidence: CONFIDENCE,
    ...speakerOf(at, query),
    ...(isFormatted(query) ? { punctuated_word: word } : {}),
  }));

const isFormatted = (query: URLSearchParams): boolean =>
  query.get('smart_format') === 'true' || query.get('punctuate') === 'true';
const bare = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9 ]/g, '');
const plain = (text: string, query: URLSearchParams): string => (isFormatted(query) ? text : bare(text));

/** Two voices that take turns. */
const speakerOf = (at: number, query: URLSearchParams): object =>
  query.has('diarize_model') || query.get('diarize') === 'true' ? { speaker: at % 2 } : {};
