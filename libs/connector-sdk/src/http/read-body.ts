import type { Readable } from 'node:stream';

export interface ReadBody {
  readonly body: Buffer;
  readonly truncated: boolean;
  readonly broken: boolean;
}

/** Keeps the first `maxBytes`. Leaving the loop early closes the connection: the rest, however long, never arrives. */
export async function readBody(stream: Readable, maxBytes: number): Promise<ReadBody> {
  const chunks: Buffer[] = [];
  let [size, broken] = [0, false];
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxBytes) break;
    }
  } catch {
    broken = true;
  }
  return { body: Buffer.concat(chunks, Math.min(size, maxBytes)), truncated: size > maxBytes, broken };
}
