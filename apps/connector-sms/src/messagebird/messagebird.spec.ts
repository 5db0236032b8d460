import { describe, expect, it } from '@jest/globals';
import { account, answer, KINDS, message } from '../answers.spec-helper.js';
import { messagebird } from './messagebird.js';

const now = Date.parse('2026-11-20T09:00:00Z');
const mine = account('https://rest.messagebird.com');
const read = (...parts: Parameters<typeof answer>) => messagebird.read(answer(...parts), message, mine, now);
const sent = (item: object = {}) => ({
  id: 'mb-1',
  recipients: { totalCount: 1, items: [{ recipient: 12025550142, status: 'sent', messagePartCount: 2, ...item }] },
});
const refusal = (...codes: number[]) => ({
  errors: codes.map((code) => ({ code, description: `text of ${code}`, parameter: code === 9 ? 'recipients' : null })),
});

describe('sending over MessageBird', () => {
  it('asks as its API wants it, with an access key that has no id', () => {
    expect(messagebird.send({ ...message, text: 'Příště 👍' }, mine)).toEqual({
      method: 'POST',
      url: 'https://rest.messagebird.com/messages',
      headers: {
        Authorization: 'AccessKey key-secret',
        Accept: 'application/json',
        'Content-Type': 'application/json',
      },
      body: '{"originator":"12025550100","recipients":["12025550142"],"body":"Příště 👍","datacoding":"auto"}',
    });
  });

  it('takes its id and its count of parts, else ours', () => {
    expect(read(201, sent())).toEqual({
      kind: 'succeeded',
      output: { provider: 'messagebird', messageId: 'mb-1', segments: 2 },
    });
    for (const body of [sent({ messagePartCount: 0 }), sent({ messagePartCount: undefined }), { id: 'mb-1' }]) {
      expect(read(201, body)).toMatchObject({ kind: 'succeeded', output: { segments: message.segments } });
    }
  });

  it.each([
    [401, 2, 'config'],
    [422, 25, 'config'],
    [422, 9, 'permanent'],
    [422, 10, 'permanent'],
    [404, 20, 'permanent'],
    [422, 21, 'permanent'],
    [422, 98, 'unknown'],
    [422, 99, 'unknown'],
    [500, 98, 'unknown'],
    [500, 9, 'unknown'],
    [429, 9, 'retry-after'],
    [422, 77, 'permanent'],
  ] as const)('reads a %d with code %d as %s', (status, code, errorClass) => {
    expect(read(status, refusal(code))).toMatchObject({
      kind: KINDS[errorClass],
      error: { code: String(code), class: errorClass, message: expect.stringContaining(`text of ${code}`) },
    });
  });

  it.each([
    [400, 'permanent'],
    [401, 'config'],
    [404, 'permanent'],
    [408, 'retry'],
    [422, 'permanent'],
    [429, 'retry-after'],
    [500, 'unknown'],
    [503, 'unknown'],
  ] as const)('reads a %d without a code as %s', (status, errorClass) => {
    for (const body of ['<html>', {}, { errors: [] }]) {
      const error = { code: `http_${status}`, class: errorClass };
      expect(read(status, body)).toMatchObject({ kind: KINDS[errorClass], error });
    }
  });

  it('says all that is wrong, with the fields', () => {
    expect(read(422, refusal(9, 21))).toMatchObject({
      error: { code: '9', message: 'MessageBird answered 422: text of 9 (recipients), text of 21.' },
    });
  });

  it('waits as long as it is told', () => {
    expect(read(429, {}, { 'retry-after': '7' })).toMatchObject({ throttled: true, afterMs: 7_000 });
  });

  it.each(['delivery_failed', 'expired'])('has failed when its recipient is %s at once', (status) => {
    expect(read(201, sent({ status }))).toMatchObject({ kind: 'failed', error: { code: status, class: 'permanent' } });
  });

  it.each(['', '<html>', '[]', '{}', '{"id":7}'])('does not know what %j means', (body) => {
    expect(read(201, body)).toMatchObject({ kind: 'unknown', error: { code: 'unreadable_answer' } });
  });
});

describe('trying an account at MessageBird', () => {
  const tried = (reply: ReturnType<typeof answer>, from?: string) =>
    messagebird.readProbe(reply, account(mine.baseUrl, {}, from), now);
  const balance = answer(200, { payment: 'prepaid', type: 'credits', amount: 9 });

  it('asks for the balance', () => {
    expect(messagebird.probe(mine, 1)).toEqual({
      method: 'GET',
      url: 'https://rest.messagebird.com/balance',
      headers: { Authorization: 'AccessKey key-secret', Accept: 'application/json' },
    });
    expect(tried(balance)).toEqual({ ok: true, message: 'MessageBird accepts the access key.' });
  });

  it('says that it knows nothing about a sender', () => {
    expect(tried(balance, '+12025550100')).toEqual({
      ok: true,
      message: 'MessageBird accepts the access key; it does not say whether it knows +12025550100.',
    });
  });

  it('says what is wrong', () => {
    expect(tried(answer(401, refusal(2)))).toMatchObject({
      ok: false,
      error: { class: 'config', message: 'MessageBird answered 401: text of 2. Check the access key.' },
    });
    expect(tried(answer(503, ''))).toMatchObject({ ok: false, error: { class: 'retry' } });
    expect(tried(answer(200, '<html>'))).toMatchObject({ ok: false, error: { code: 'unreadable_answer' } });
  });
});
