import { describe, expect, it } from '@jest/globals';
import type { HttpAnswer } from '@hookswitch/connector-sdk';
import { readOutput } from './read-output.js';

const answer = (body: string | Buffer, contentType?: string, more: Partial<HttpAnswer> = {}): HttpAnswer => ({
  status: 200,
  headers: contentType === undefined ? {} : { 'content-type': contentType },
  body: Buffer.from(body),
  truncated: false,
  broken: false,
  ...more,
});

describe('the output', () => {
  it.each([
    ['{"a":[1]}', 'application/json', { a: [1] }],
    ['{"a":1}', 'application/problem+json; charset=utf-8', { a: 1 }],
    ['{"a":1}', undefined, { a: 1 }],
    ['plain', undefined, 'plain'],
    ['12345', 'text/plain', '12345'],
    ['<a/>', 'application/xml', '<a/>'],
    ['', 'application/json', null],
  ])('reads %j of type %j', (body, type, expected) => {
    const output = readOutput(answer(body, type));
    expect(output.body).toEqual(expected);
    expect(output).not.toHaveProperty('unparsed');
    expect(output).not.toHaveProperty('truncated');
  });

  it('reads the charset that the answer names', () => {
    expect(readOutput(answer(Buffer.from([0xe9]), 'text/plain; charset="ISO-8859-1"')).body).toBe('é');
    expect(readOutput(answer('é', 'text/plain; charset=nonsense')).body).toBe('é');
  });

  it('marks what is not what it says it is', () => {
    expect(readOutput(answer('<html>', 'application/json'))).toMatchObject({ body: '<html>', unparsed: true });
    expect(readOutput(answer(Buffer.from([0xff, 0xfe, 0]), 'application/pdf'))).toMatchObject({
      body: null,
      unparsed: true,
    });
    expect(readOutput(answer('a\0b', 'text/plain'))).toMatchObject({ body: null, unparsed: true });
  });

  it('marks what was cut and what broke off', () => {
    const cut = readOutput(answer('{"a":1', 'application/json', { truncated: true }));
    expect(cut).toMatchObject({ body: '{"a":1', truncated: true, unparsed: true });
    expect(readOutput(answer('abc', 'text/plain', { broken: true }))).toMatchObject({ body: 'abc', unparsed: true });
    const half = Buffer.from('aé').subarray(0, 2);
    expect(readOutput(answer(half, 'text/plain', { truncated: true }))).toMatchObject({ body: 'a', truncated: true });
  });

  it('keeps cookies to itself', () => {
    const output = readOutput(answer('', undefined, { headers: { 'set-cookie': 'session=1', etag: 'x' } }));
    expect(output.headers).toEqual({ etag: 'x' });
  });
});
