import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

const DECODERS: ReadonlyMap<string, () => Readable & NodeJS.WritableStream> = new Map([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

const decoderOf = (coding: string | undefined) => DECODERS.get(coding?.trim().toLowerCase() ?? '');

/** The body without its content coding; one that we do not know stays as it is. Errors and an early end reach the reader. */
export function decoded(body: Readable, coding: string | undefined): Readable {
  const decoder = decoderOf(coding);
  // The reader learns of a failure from the stream itself.
  return decoder ? pipeline(body, decoder(), () => undefined) : body;
}

export const isDecoded = (coding: string | undefined): boolean => decoderOf(coding) !== undefined;
