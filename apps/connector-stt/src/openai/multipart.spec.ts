import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { multipart } from './multipart.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multipart-'));
});
afterAll(() => rm(folder, { recursive: true }));

const formOf = async (content: Buffer) => {
  const path = join(folder, 'sound');
  await writeFile(path, content);
  return multipart([['model', 'whisper-1']], {
    field: 'file',
    filename: 'recording.wav',
    type: 'audio/wav',
    path,
    bytes: content.length,
  });
};
const bytesOf = (body: unknown) => (body instanceof Readable ? buffer(body) : Promise.reject(new Error('no stream')));

it('another implementation reads what was written, and its length was told before', async () => {
  const sound = Buffer.from('RIFF\r\n--hookswitch-\r\n\0\xff', 'latin1');
  const form = await formOf(sound);
  const bytes = await bytesOf(form.body);
  expect(bytes).toHaveLength(form.bodyBytes);
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- not for servers, but another implementation to compare with
  const read = await new Response(new Uint8Array(bytes), { headers: { ...form.headers } }).formData();
  expect(read.get('model')).toBe('whisper-1');
  const file = read.get('file') as File;
  expect([file.name, file.type, Buffer.from(await file.arrayBuffer())]).toEqual(['recording.wav', 'audio/wav', sound]);
});

it('never holds more of the file than a piece of it', async () => {
  const form = await formOf(Buffer.alloc(8 * 1024 * 1024));
  const sizes: number[] = [];
  for await (const piece of form.body as Readable) sizes.push((piece as Buffer).length);
  expect(sizes.reduce((a, b) => a + b)).toBe(form.bodyBytes);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(64 * 1024);
});

it('a form that is never sent opens no file', () => {
  const form = multipart([], { field: 'file', filename: 'a', type: 'b', path: join(folder, 'missing'), bytes: 1 });
  expect(() => (form.body as Readable).destroy()).not.toThrow();
});
