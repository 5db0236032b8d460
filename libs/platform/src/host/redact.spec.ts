import { describe, expect, it } from '@jest/globals';
import { slug } from '@hookswitch/connector-sdk';
import { Redactor } from './redact.js';

const SECRET = 'xoxb-12/34+"quoted" & ünï!(~)';
const redactor = () => {
  const made = new Redactor();
  made.add('token', SECRET);
  return made;
};

describe('redacting opened secrets', () => {
  it.each([
    ['as it is', SECRET],
    ['escaped for JSON', JSON.stringify({ token: SECRET })],
    ['escaped for a URL', `https://host/?token=${encodeURIComponent(SECRET)}`],
    ['escaped as a form', new URLSearchParams({ token: SECRET }).toString()],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in base64url', Buffer.from(SECRET).toString('base64url')],
    ['behind a user name in basic authentication', Buffer.from(`me:${SECRET}`).toString('base64')],
    ['between other text in base64', Buffer.from(`user=x&token=${SECRET}&y=1`).toString('base64')],
  ])('finds a value %s', (_, text) => {
    const made = redactor();
    expect(made.holdsSecret(text)).toBe(true);
    expect(made.text(text)).toContain('[secret:token]');
    expect(made.text(text)).not.toContain('12/34');
    expect(made.holdsSecret(made.text(text))).toBe(false);
  });

  it('finds a value in an error code, which was made of what the target said', () => {
    const { code } = redactor().error({ code: slug(`Bad token: ${SECRET}.`), message: '', class: 'permanent' });
    expect(code).toBe('bad_token_[secret:token]');
  });

  it('goes through values, keys and errors', () => {
    const made = redactor();
    expect(made.json({ [SECRET]: [1, null, { deep: `a ${SECRET} b` }] })).toEqual({
      '[secret:token]': [1, null, { deep: 'a [secret:token] b' }],
    });
    expect(made.error({ code: 'http_400', message: `bad ${SECRET}`, class: 'permanent' })).toEqual({
      code: 'http_400',
      message: 'bad [secret:token]',
      class: 'permanent',
    });
  });

  it('finds a short value where it stands alone, and not inside others, where it occurs by chance', () => {
    const made = new Redactor();
    made.add('pin', '4$7');
    made.add('code', '123456');
    expect(made.text('the pin is 4$7.')).toBe('the pin is [secret:pin].');
    expect(made.text('14$78, a1234567b')).toBe('14$78, a1234567b');
    expect(made.json({ echo: '123456', number: 123_456, other: 1_234_567 })).toEqual({
      echo: '[secret:code]',
      number: '[secret:code]',
      other: 1_234_567,
    });
  });

  it('takes any short value for text', () => {
    const made = new Redactor();
    const values = ['demo-id', 'a/b', '[x]', '(', '.*', '\\', '^$', 'ž{1}', '|', '\ud83d'];
    for (const value of values) made.add('s', value);
    for (const value of values) expect(made.text(`<${value}>`)).toBe('<[secret:s]>');
  });

  it('names the longer of two secrets when one holds the other', () => {
    const made = new Redactor();
    made.add('short', 'abcdefgh');
    made.add('long', 'abcdefghijkl');
    expect(made.text('abcdefghijkl and abcdefgh')).toBe('[secret:long] and [secret:short]');
  });

  it('takes a replacement pattern in a name for text', () => {
    const made = new Redactor();
    made.add('$&', 'abcdefgh');
    expect(made.text('abcdefgh')).toBe('[secret:$&]');
  });

  it('cuts error texts that a target made long', () => {
    const { code, message } = new Redactor().error({
      code: 'c'.repeat(500),
      message: 'm'.repeat(5_000),
      class: 'retry',
    });
    expect([code.length, message.length]).toEqual([100, 2_000]);
  });
});
