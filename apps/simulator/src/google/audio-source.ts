import { inspect, type Audio } from '../audio/inspect.js';
import type { SimAnswer } from '../http/provider.js';
import { textOf } from '../http/read-body.js';
import { fault, invalid } from './errors.js';
import type { Storage } from './storage.js';

export type Fields = Readonly<Record<string, unknown>>;

export interface Source {
  readonly audio: Audio;
  readonly seconds: number;
  /** Absent: it came with the request. */
  readonly uri: string | undefined;
}

const RAW_BYTES_PER_SECOND = 16_000;

/** The audio that a request carries or names; exactly one of the two. */
export function findAudio(source: Fields, storage: Storage): Source | SimAnswer {
  const [content, uri] = [textOf(source.content), textOf(source.uri)];
  if ((content === '') === (uri === '')) return invalid('RecognitionAudio must set exactly one of content and uri.');
  if (uri !== '') return findObject(uri, storage);
  const bytes = Buffer.from(content, 'base64');
  return toSource(inspect(bytes), bytes.length, undefined);
}

export function findObject(uri: string, storage: Storage): Source | SimAnswer {
  if (!/^gs:\/\/[^/]+\/.+/.test(uri)) {
    return invalid('Request contains an invalid argument: uri must start with gs://.');
  }
  const object = storage.get(uri);
  return object === undefined
    ? fault(5, 'Requested entity was not found.')
    : toSource(inspect(object.head, object.size), object.size, uri);
}

const toSource = (audio: Audio, size: number, uri: string | undefined): Source => ({
  audio,
  seconds: audio.kind === 'wav' ? audio.seconds : size / RAW_BYTES_PER_SECOND,
  uri,
});

export const asFields = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;

/** The name of an enum's value: clients send names, the generated ones the numbers. */
export function enumName(value: unknown, names: readonly string[]): string | undefined {
  if (value === undefined) return names[0];
  return typeof value === 'number' ? names[value] : names.find((name) => name === value);
}

export const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
