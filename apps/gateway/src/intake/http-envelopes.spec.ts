import { expect, it } from '@jest/globals';
import { BATCH, readEnvelopes, STRUCTURED } from './http-envelopes.js';

const event = { specversion: '1.0', id: '1', source: '/pbx', type: 'call.ended', data: {} };

it('reads binary mode: attributes from ce- headers, the body is data', () => {
  const headers = {
    'content-type': 'application/json',
    'ce-id': '1',
    'ce-source': '/pbx',
    'ce-type': 'call.ended',
    'ce-specversion': '1.0',
  };
  expect(readEnvelopes(headers, { direction: 'incoming' })).toEqual({
    ok: true,
    value: [{ id: '1', source: '/pbx', type: 'call.ended', specversion: '1.0', data: { direction: 'incoming' } }],
  });
});

it('reads structured mode, also under plain JSON without ce- headers', () => {
  expect(readEnvelopes({ 'content-type': `${STRUCTURED}; charset=utf-8` }, event)).toEqual({
    ok: true,
    value: [event],
  });
  expect(readEnvelopes({ 'content-type': 'application/json' }, event)).toEqual({ ok: true, value: [event] });
});

it('reads a batch, and refuses one that is empty, too long or no list', () => {
  const read = (body: Parameters<typeof readEnvelopes>[1]) => readEnvelopes({ 'content-type': BATCH }, body);
  expect(read([event, event])).toEqual({ ok: true, value: [event, event] });
  expect(read([])).toMatchObject({ ok: false, error: { code: 'empty_batch' } });
  expect(read(Array.from({ length: 501 }, () => event))).toMatchObject({ ok: false, error: { code: 'too_many' } });
  expect(read(event)).toMatchObject({ ok: false, error: { code: 'wrong_type' } });
});

it.each([
  ['percent-encoded', '%C4%8Caj', 'Čaj'],
  ['raw UTF-8, as Node hands it over', Buffer.from('Čaj').toString('latin1'), 'Čaj'],
  ['a lone percent sign', '100% sure', '100% sure'],
])('decodes a header value that is %s', (_how, value, subject) => {
  expect(readEnvelopes({ 'ce-subject': value }, {})).toEqual({ ok: true, value: [{ subject, data: {} }] });
});

it.each(['%ff', '\u00ff'])('refuses a header value that is no UTF-8: %j', (value) => {
  expect(readEnvelopes({ 'ce-subject': value }, {})).toMatchObject({ ok: false, error: { code: 'invalid_header' } });
});
