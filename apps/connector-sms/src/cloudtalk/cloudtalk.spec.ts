import { describe, expect, it } from '@jest/globals';
import { Secret, type HttpAnswer } from '@hookswitch/connector-sdk';
import { cloudtalk } from './cloudtalk.js';

const now = Date.parse('2026-11-20T09:00:00Z');
const message = { id: 'command-1', sender: '+12025550100', recipient: '+12025550142', text: 'Hi', segments: 1 };
const account = {
  id: new Secret('key-id'),
  secret: new Secret('key-secret'),
  baseUrl: 'https://my.cloudtalk.io',
  settings: {},
};
const answer = (status: number, body: unknown, headers: HttpAnswer['headers'] = {}): HttpAnswer => ({
  status,
  headers,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  truncated: false,
  broken: false,
});
const said = (...parts: Parameters<typeof answer>) => cloudtalk.read(answer(...parts), message, account, now);
const refusedInside = (text: string) => said(200, { responseData: { success: false, data: text } });

describe('sending over CloudTalk', () => {
  it('asks as its API wants it', () => {
    expect(cloudtalk.send(message, account)).toEqual({
      method: 'POST',
      url: 'https://my.cloudtalk.io/api/sms/send.json',
      headers: {
        Authorization: `Basic ${Buffer.from('key-id:key-secret').toString('base64')}`,
        Accept: 'application/json',
        'Content-Type': 'application/json',
      },
      body: '{"recipient":"+12025550142","message":"Hi","sender":"+12025550100"}',
    });
  });

  it.each([{ responseData: { success: true, data: {} } }, { success: true }])('reads success in %j', (body) => {
    expect(said(200, body)).toEqual({
      kind: 'succeeded',
      output: { provider: 'cloudtalk', messageId: null, segments: 1 },
    });
  });

  it.each([
    ['Unknown number', 'failed', 'permanent', 'unknown_number'],
    ['Not allowed country.', 'failed', 'permanent', 'not_allowed_country'],
    ['Bad number configuration', 'failed', 'config', 'bad_number_configuration'],
    ['SMS send failed', 'unknown', 'unknown', 'sms_send_failed'],
    ['Limit exceeded', 'retry', 'retry', 'limit_exceeded'],
    ['Something new', 'failed', 'permanent', 'something_new'],
  ])('reads "%s" inside a 200', (text, kind, errorClass, code) => {
    expect(refusedInside(text)).toMatchObject({
      kind,
      error: { class: errorClass, code, message: expect.stringContaining(text.replace('.', '')) },
    });
  });

  it('waits a quarter of an hour for a limit that it does not know', () => {
    expect(refusedInside('Limit exceeded')).toMatchObject({ afterMs: 900_000 });
    expect(refusedInside('Limit exceeded')).not.toHaveProperty('throttled');
  });

  it.each([
    [400, 'failed', 'permanent'],
    [401, 'failed', 'config'],
    [403, 'failed', 'config'],
    [404, 'failed', 'permanent'],
    [406, 'failed', 'permanent'],
    [408, 'retry', 'retry'],
    [500, 'unknown', 'unknown'],
    [503, 'unknown', 'unknown'],
  ])('reads status %d', (status, kind, errorClass) => {
    expect(said(status, { responseData: { status, message: 'No' } })).toMatchObject({
      kind,
      error: { class: errorClass, code: 'no' },
    });
    expect(said(status, '<html>')).toMatchObject({ kind, error: { class: errorClass, code: `http_${status}` } });
    // The same inside a 200.
    expect(said(200, { responseData: { status, message: 'No' } })).toMatchObject({
      kind,
      error: { class: errorClass },
    });
  });

  it('says which field is wrong and what a person can do', () => {
    const data = { recipient: ['Recipient is not valid'] };
    expect(said(406, { responseData: { status: 406, message: 'Not Acceptable', data } })).toMatchObject({
      error: { message: 'CloudTalk answered 406: Not Acceptable – recipient: Recipient is not valid.' },
    });
    expect(said(403, { responseData: { status: 403, message: 'Insufficient Funds' } })).toMatchObject({
      error: {
        code: 'insufficient_funds',
        message: 'CloudTalk answered 403: Insufficient Funds. Top up the account, then redrive.',
      },
    });
  });

  it('waits until its budget starts afresh', () => {
    const limited = (headers: HttpAnswer['headers']) => said(429, {}, headers);
    const reset = (ms: number) => ({ 'x-cloudtalkapi-resettime': String((now + ms) / 1_000) });
    expect(limited(reset(42_000))).toMatchObject({ kind: 'retry', throttled: true, afterMs: 42_000 });
    expect(limited(reset(-5_000))).toMatchObject({ afterMs: 1_000 });
    expect(limited({ 'x-cloudtalkapi-resettime': 'soon' })).toMatchObject({ afterMs: 60_000 });
    expect(limited({})).toMatchObject({ afterMs: 60_000 });
    expect(limited({ 'retry-after': '7' })).toMatchObject({ afterMs: 7_000 });
  });

  it.each(['', '<html>', '[]', '{}', '{"responseData":{"success":"yes"}}'])('does not know what %j means', (body) => {
    expect(said(200, body)).toMatchObject({ kind: 'unknown', error: { code: 'unreadable_answer' } });
  });

  it('does not know what a broken answer means', () => {
    const broken = { ...answer(200, { responseData: { success: true } }), broken: true };
    expect(cloudtalk.read(broken, message, account, now)).toMatchObject({ kind: 'unknown' });
  });
});

describe('trying an account at CloudTalk', () => {
  const numbers = (items: unknown[], page = 1, pages = 1) =>
    answer(200, {
      responseData: { itemsCount: items.length, pageCount: pages, pageNumber: page, limit: 1000, data: items },
    });
  const tried = (reply: HttpAnswer, sender?: string) =>
    cloudtalk.readProbe(reply, { ...account, ...(sender !== undefined && { sender }) }, now);
  const item = (value: unknown) => ({ CallNumber: { id: '12025550100', public_number: value } });

  it('looks for the sender, as text or integer', () => {
    expect(tried(numbers([item('+12025550100')]), '+12025550100')).toMatchObject({ ok: true });
    expect(tried(numbers([item(12025550100)]), '+12025550100')).toMatchObject({ ok: true });
    expect(tried(numbers([]))).toMatchObject({ ok: true });
  });

  it('does not take an id for a number, and turns the page', () => {
    expect(tried(numbers([item('+12025550111')]), '+12025550100')).toMatchObject({
      ok: false,
      error: { code: 'sender_not_listed', class: 'config' },
    });
    expect(tried(numbers([item('+12025550111')], 1, 2), '+12025550100')).toEqual({ more: true });
  });

  it('says what is wrong', () => {
    expect(tried(answer(401, { responseData: { status: 401, message: 'Unauthorized' } }))).toMatchObject({
      ok: false,
      error: { class: 'config' },
    });
    expect(tried(answer(200, '<html>'))).toMatchObject({ ok: false, error: { code: 'unreadable_answer' } });
  });
});
