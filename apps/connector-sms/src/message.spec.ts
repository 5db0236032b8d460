import { describe, expect, it } from '@jest/globals';
import { readMessage } from './message.js';

const params = { sender: '+12025550100', recipient: '+12025550142', text: 'Sorry we missed you!' };
const read = (more: Partial<typeof params>, countries: readonly string[] = []) =>
  readMessage('command-1', { ...params, ...more }, countries);

describe('a message', () => {
  it('is ready to be sent', () => {
    expect(read({})).toEqual({ id: 'command-1', ...params, segments: 1 });
  });

  it.each(['12025550142', '2025550142', '+0123456789', '+1', '+12345678901234567', 'tel:+12025550142', '', 'Acme'])(
    'refuses %j as a number',
    (text) => {
      expect(read({ recipient: text })).toMatchObject({
        kind: 'failed',
        error: { code: 'invalid_recipient', class: 'permanent' },
      });
      expect(read({ sender: text })).toMatchObject({ kind: 'failed', error: { code: 'invalid_sender' } });
    },
  );

  it('takes numbers that are possible, though reserved for tests', () => {
    expect(read({ recipient: '+447700900123' })).toMatchObject({ recipient: '+447700900123' });
  });

  it('loses control characters and turns of direction', () => {
    expect(read({ text: 'a\0b\u202ec\u2066d\x07e\nf\tg' })).toMatchObject({ text: 'abcde\nf\tg' });
  });

  it.each(['', ' \n', '\0\u202e'])('must say something, unlike %j', (text) => {
    expect(read({ text })).toMatchObject({ kind: 'failed', error: { code: 'empty_text' } });
  });

  it('has an end', () => {
    expect(read({ text: 'x'.repeat(1_600) })).toMatchObject({ segments: 11 });
    expect(read({ text: 'x'.repeat(1_601) })).toMatchObject({ kind: 'failed', error: { code: 'text_too_long' } });
  });

  it('goes to the countries that the connection allows', () => {
    expect(read({}, ['US', 'CZ'])).toMatchObject({ segments: 1 });
    expect(read({ recipient: '+420601123456' }, ['US'])).toMatchObject({
      kind: 'failed',
      error: { code: 'country_not_allowed' },
    });
    // An international premium number is of no country.
    expect(read({ recipient: '+979123456789' }, ['US'])).toMatchObject({
      kind: 'failed',
      error: { code: 'country_not_allowed' },
    });
  });
});
