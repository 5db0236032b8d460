import { expect, it } from '@jest/globals';
import { formFields, readMultipart } from './multipart.js';

const encode = async (form: FormData) => {
  const request = new Request('http://example.com', { method: 'POST', body: form });
  return {
    headers: { 'content-type': request.headers.get('content-type') ?? '' },
    body: Buffer.from(await request.arrayBuffer()),
  };
};

it('reads fields and files as a browser writes them, whatever bytes they hold', async () => {
  const form = new FormData();
  form.append('model', 'žluťoučký');
  form.append('file', new File([new Uint8Array([13, 10, 45, 45, 13, 10, 0])], 'call.wav'));
  form.append('empty', '');
  const parts = readMultipart(await encode(form)) ?? [];
  expect(formFields(parts)).toEqual({ model: 'žluťoučký', empty: '' });
  expect(parts[1]).toEqual({ name: 'file', filename: 'call.wav', body: Buffer.from('\r\n--\r\n\0', 'latin1') });
});

it.each([
  ['another type', 'application/json', '{}'],
  ['no end', 'multipart/form-data; boundary=x', '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\nb'],
  ['a part without a name', 'multipart/form-data; boundary=x', '--x\r\ncontent-type: a/b\r\n\r\nb\r\n--x--'],
])('%s is no form', (_, type, body) => {
  expect(readMultipart({ headers: { 'content-type': type }, body: Buffer.from(body) })).toBeUndefined();
});
