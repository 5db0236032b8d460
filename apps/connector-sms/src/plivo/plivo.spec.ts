import { describe, expect, it } from '@jest/globals';
import { classify } from '@hookswitch/connector-sdk';
import { account, answer, BASIC, KINDS, message } from '../answers.spec-helper.js';
import { PLIVO_RECEIPT_ERRORS } from './errors.js';
import { plivo } from './plivo.js';

const BASE = 'https://api.plivo.com';
const POWERPACK = '5ec4c8c9-cd74-42b5-9e41-0d7670d6bb46';
const now = Date.parse('2026-11-20T09:00:00Z');
const mine = account(BASE);
const said = (...parts: Parameters<typeof answer>) => plivo.read(answer(...parts), message, mine, now);

describe('sending over Plivo', () => {
  it('asks with JSON, numbers in digits', () => {
    expect(plivo.send(message, mine)).toEqual({
      method: 'POST',
      url: `${BASE}/v1/Account/key-id/Message/`,
      headers: { Authorization: BASIC, Accept: 'application/json', 'Content-Type': 'application/json' },
      body: '{"src":"12025550100","dst":"12025550142","text":"Hi & \\"bye\\"","type":"sms"}',
    });
  });

  it('lets a Powerpack choose the sender', () => {
    expect(plivo.send(message, account(BASE, { powerpackUuid: POWERPACK }))).toMatchObject({
      body: `{"powerpack_uuid":"${POWERPACK}","dst":"12025550142","text":"Hi & \\"bye\\"","type":"sms"}`,
    });
  });

  it.each([200, 202])('takes the id of a %d, and counts segments', (status) => {
    const body = { api_id: 'a', message: 'message(s) queued', message_uuid: ['uuid-1'] };
    expect(said(status, body)).toEqual({
      kind: 'succeeded',
      output: { provider: 'plivo', messageId: 'uuid-1', segments: 1 },
    });
  });

  it('sees its number among the invalid ones, whatever the status', () => {
    const refused = (...invalid_number: string[]) =>
      said(202, { api_id: 'a', message_uuid: ['uuid-1'], invalid_number });
    expect(refused('12025550142')).toMatchObject({
      kind: 'failed',
      error: { code: 'invalid_number', class: 'permanent' },
    });
    expect(refused('12025550199')).toMatchObject({ kind: 'succeeded' });
  });

  it.each([
    [400, 'permanent'],
    [401, 'config'],
    [403, 'config'],
    [404, 'permanent'],
    [405, 'permanent'],
    [406, 'permanent'],
    [408, 'retry'],
    [425, 'retry'],
    [429, 'retry-after'],
    [500, 'unknown'],
    [502, 'unknown'],
    [307, 'permanent'],
  ] as const)('reads status %d as %s', (status, errorClass) => {
    expect(said(status, { api_id: 'a', error: 'dst is not valid' })).toMatchObject({
      kind: KINDS[errorClass],
      error: {
        class: errorClass,
        code: `http_${status}`,
        message: expect.stringContaining(`Plivo answered ${status}: dst is not valid.`),
      },
    });
    expect(said(status, '<html>')).toMatchObject({ error: { class: errorClass } });
  });

  it('reads an error within an error', () => {
    expect(said(400, { error: { error: 'src is not valid' } })).toMatchObject({
      error: { message: 'Plivo answered 400: src is not valid.' },
    });
  });

  it('waits as long as Plivo says', () => {
    expect(said(429, {}, { 'retry-after': '7' })).toMatchObject({ throttled: true, afterMs: 7_000 });
    expect(said(429, {})).not.toHaveProperty('afterMs');
  });

  it.each(['', '<html>', '[]', '{}', '{"message_uuid":[]}', '{"message_uuid":"uuid-1"}'])(
    'does not know what %j means',
    (body) => {
      expect(said(202, body)).toMatchObject({ kind: 'unknown', error: { code: 'unreadable_answer' } });
    },
  );

  it('does not know what a broken answer means', () => {
    const broken = { ...answer(202, { message_uuid: ['uuid-1'] }), broken: true };
    expect(plivo.read(broken, message, mine, now)).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    ['10', 'permanent'],
    ['20', 'retry'],
    ['30', 'permanent'],
    ['40', 'config'],
    ['50', 'permanent'],
    ['900', 'config'],
  ] as const)('knows code %s of a receipt as %s', (code, errorClass) => {
    expect(classify(PLIVO_RECEIPT_ERRORS, { status: 200, code, message: 'No.' }).error.class).toBe(errorClass);
  });
});

describe('trying an account at Plivo', () => {
  const tried = (body: unknown, { status = 200, sender = message.sender, settings = {} } = {}) =>
    plivo.readProbe(answer(status, body), account(BASE, settings, sender), now);
  const list = (...objects: object[]) => tried({ api_id: 'a', meta: { total_count: objects.length }, objects });

  it('asks for the sender, else for the account', () => {
    expect(plivo.probe(account(BASE, {}, message.sender), 1)).toMatchObject({
      method: 'GET',
      url: `${BASE}/v1/Account/key-id/Number/?number_startswith=12025550100`,
      headers: { Authorization: BASIC },
    });
    expect(plivo.probe(mine, 1)).toMatchObject({ url: `${BASE}/v1/Account/key-id/` });
    const settings = { powerpackUuid: POWERPACK };
    expect(plivo.probe(account(BASE, settings, message.sender), 1)).toMatchObject({
      url: `${BASE}/v1/Account/key-id/`,
    });
    expect(tried({ api_id: 'a', auth_id: 'key-id' }, { settings })).toMatchObject({ ok: true });
  });

  it('looks for the sender and whether it can text', () => {
    expect(list({ number: '12025550100', sms_enabled: true })).toMatchObject({ ok: true });
    expect(list({ number: '120255501000', sms_enabled: true })).toMatchObject({
      ok: false,
      error: { code: 'sender_not_listed', class: 'config' },
    });
    expect(list({ number: '12025550100', sms_enabled: false })).toMatchObject({
      ok: false,
      error: { code: 'sender_cannot_text', class: 'config' },
    });
  });

  it('says what is wrong', () => {
    expect(tried('not authenticated', { status: 401 })).toMatchObject({ ok: false, error: { class: 'config' } });
    expect(tried('oops', { status: 500 })).toMatchObject({ ok: false, error: { class: 'retry' } });
    expect(tried('<html>')).toMatchObject({ ok: false, error: { code: 'unreadable_answer' } });
    expect(plivo.readProbe(answer(200, '<html>'), mine, now)).toMatchObject({ ok: false });
  });
});
