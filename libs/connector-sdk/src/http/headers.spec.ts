import { describe, expect, it } from '@jest/globals';
import { type HttpError } from './client.js';
import { checkHeaders } from './headers.js';

describe('headers', () => {
  it('lets ordinary ones pass', () => {
    expect(() => checkHeaders({ Authorization: 'Bearer x', 'X-Name': 'Zoë\tB', 'Idempotency-Key': '' })).not.toThrow();
  });

  it.each([
    ['Host', 'evil.com'],
    ['transfer-encoding', 'chunked'],
    ['Content-Length', '0'],
    ['Connection', 'close'],
    ['Upgrade', 'h2c'],
    ['TE', 'trailers'],
    ['Trailer', 'x'],
    ['Expect', '100-continue'],
    ['Proxy-Authorization', 'Basic x'],
  ])('refuses to set %s', (name, value) => {
    expect(() => checkHeaders({ [name]: value })).toThrow(`Header "${name}" cannot be set.`);
  });

  it.each(['a\r\nx-injected: 1', 'a\nb', 'a\0b', 'a\x7fb', '日本'])(
    'refuses the value %j without repeating it',
    (value) => {
      let error: unknown;
      try {
        checkHeaders({ 'X-Secret': value });
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toMatchObject({ code: 'invalid', reason: 'invalid_header' });
      expect((error as HttpError).message).toContain('"X-Secret"');
      expect((error as HttpError).message).not.toContain(value);
    },
  );

  it.each(['', 'a b', 'x:y', 'x\r\n', 'ü'])('refuses the name %j', (name) => {
    expect(() => checkHeaders({ [name]: '1' })).toThrow('characters that a header name must not have');
  });
});
