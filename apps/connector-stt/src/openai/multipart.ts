import { createReadStream } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { HttpRequest } from '@hookswitch/connector-sdk';

export interface FormFile {
  readonly field: string;
  readonly filename: string;
  readonly type: string;
  readonly path: string;
  readonly bytes: number;
}

/** A form with one file, which is read while it is sent. Names and values are ours, so nothing in them needs escaping. */
export function multipart(
  fields: readonly (readonly [name: string, value: string])[],
  file: FormFile,
): Required<Pick<HttpRequest, 'body' | 'bodyBytes' | 'headers'>> {
  const boundary = `hookswitch-${randomUUID()}`;
  const part = (disposition: string, rest: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n${rest}`;
  const before = Buffer.from(
    fields.map(([name, value]) => part(`name="${name}"`, `\r\n${value}\r\n`)).join('') +
      part(`name="${file.field}"; filename="${file.filename}"`, `Content-Type: ${file.type}\r\n\r\n`),
  );
  const after = Buffer.from(`\r\n--${boundary}--\r\n`);
  async function* bytes(): AsyncGenerator<Buffer> {
    yield before;
    yield* createReadStream(file.path) as AsyncIterable<Buffer>;
    yield after;
  }
  return {
    body: Readable.from(bytes(), { objectMode: false }),
    bodyBytes: before.length + file.bytes + after.length,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  };
}
