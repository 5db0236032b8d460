import { describe, expect, it } from '@jest/globals';
import { Secret } from '@hookswitch/connector-sdk';
import { account, answer, BASIC, KINDS, message } from '../answers.spec-helper.js';
import { twilio } from './twilio.js';

const BASE = 'https://api.twilio.com';
const SID = `AC${'0'.repeat(32)}`;
const SERVICE = `MG${'1'.repeat(32)}`;
const now = Date.parse('2026-11-20T09:00:00Z');
const mine = account(BASE);
const said = (...parts: Parameters<typeof answer>) => twilio.read(answer(...parts), message, mine, now);
const refused = (code: number, status = 400) => said(status, { code, message: 'No such thing.', status });

describe('sending over Twilio', () => {
  it('asks with a form', () => {
    expect(twilio.send(message, mine)).toEqual({
      method: 'POST',
      url: `${BASE}/2010-04-01/Accounts/key-id/Messages.json`,
      headers: {
        Authorization: BASIC,
        Accept: 'application/json',
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: 'To=%2B12025550142&From=%2B12025550100&Body=Hi+%26+%22bye%22',
    });
  });

  it('lets a Messaging Service choose the sender', () => {
    expect(twilio.send(message, account(BASE, { messagingServiceSid: SERVICE }))).toMatchObject({
      body: `To=%2B12025550142&MessagingServiceSid=${SERVICE}&Body=Hi+%26+%22bye%22`,
    });
  });

  it('wants to know the account of an API key', () => {
    const key = { ...mine, id: new Secret(`SK${'2'.repeat(32)}`) };
    expect(twilio.send(message, key)).toMatchObject({
      kind: 'failed',
      error: {
        code: 'account_sid_missing',
        class: 'config',
        message: expect.stringContaining('settings.accountSid'),
      },
    });
    expect(twilio.probe(key, 1)).toMatchObject({ ok: false, error: { code: 'account_sid_missing' } });
    expect(twilio.send(message, { ...key, settings: { accountSid: SID } })).toMatchObject({
      url: `${BASE}/2010-04-01/Accounts/${SID}/Messages.json`,
    });
  });

  it('takes id and segments as Twilio says them', () => {
    const output = (num_segments: unknown) =>
      said(201, { sid: 'SM1', status: 'queued', num_segments, error_code: null });
    expect(output('3')).toEqual({
      kind: 'succeeded',
      output: { provider: 'twilio', messageId: 'SM1', segments: 3 },
    });
    // A Messaging Service has not decided yet: counted here.
    expect(output('0')).toMatchObject({ output: { segments: 1 } });
  });

  it.each([
    [20003, 'config'],
    [20404, 'config'],
    [20429, 'retry-after'],
    [21211, 'permanent'],
    [21212, 'config'],
    [21408, 'config'],
    [21602, 'permanent'],
    [21606, 'config'],
    [21608, 'config'],
    [21610, 'permanent'],
    [21611, 'retry'],
    [21612, 'permanent'],
    [21614, 'permanent'],
    [21617, 'permanent'],
    [30001, 'retry'],
    [30002, 'config'],
    [30003, 'retry'],
    [30004, 'permanent'],
    [30005, 'permanent'],
    [30006, 'permanent'],
    [30007, 'permanent'],
    [30008, 'retry'],
    [29999, 'permanent'],
  ] as const)('reads code %d as %s', (code, errorClass) => {
    expect(refused(code)).toMatchObject({
      kind: KINDS[errorClass],
      error: { class: errorClass, code: String(code), message: expect.stringContaining('No such thing') },
    });
  });

  it.each([
    [400, 'permanent'],
    [401, 'config'],
    [404, 'permanent'],
    [408, 'retry'],
    [425, 'retry'],
    [429, 'retry-after'],
    [500, 'unknown'],
    [503, 'unknown'],
    [307, 'permanent'],
  ] as const)('reads status %d without a code as %s', (status, errorClass) => {
    expect(said(status, '<html>')).toMatchObject({
      kind: KINDS[errorClass],
      error: { class: errorClass, code: `http_${status}` },
    });
  });

  it('waits as long as Twilio says, and a quarter of an hour for a queue', () => {
    const limited = (headers: Record<string, string>) => said(429, { code: 20429 }, headers);
    expect(limited({ 'retry-after': '7' })).toMatchObject({ throttled: true, afterMs: 7_000 });
    expect(limited({})).not.toHaveProperty('afterMs');
    for (const code of [21611, 30001, 30003, 30008]) expect(refused(code)).toMatchObject({ afterMs: 900_000 });
  });

  it('says what a person can do', () => {
    expect(refused(21606)).toMatchObject({
      error: {
        message: 'Twilio answered 400: No such thing. The sender must be a number of the account that can text.',
      },
    });
  });

  it('sees a message that failed at once', () => {
    const failed = { sid: 'SM1', status: 'failed', error_code: 30007, error_message: 'Filtered', num_segments: '1' };
    expect(said(201, failed)).toMatchObject({
      kind: 'failed',
      error: { code: '30007', message: 'Twilio refused: Filtered.' },
    });
    expect(said(201, { sid: 'SM1', status: 'canceled', error_code: null })).toMatchObject({
      kind: 'failed',
      error: { code: 'canceled' },
    });
  });

  it.each(['', '<html>', '[]', '{}', '{"sid":7}'])('does not know what %j means', (body) => {
    expect(said(201, body)).toMatchObject({ kind: 'unknown', error: { code: 'unreadable_answer' } });
  });

  it('does not know what a broken answer means', () => {
    const broken = { ...answer(201, { sid: 'SM1' }), broken: true };
    expect(twilio.read(broken, message, mine, now)).toMatchObject({ kind: 'unknown' });
  });
});

describe('trying an account at Twilio', () => {
  const number = (phone_number: string, sms = true) => ({ phone_number, capabilities: { voice: true, sms } });
  const tried = (body: unknown, { status = 200, sender = message.sender, settings = {} } = {}) =>
    twilio.readProbe(answer(status, body), account(BASE, settings, sender), now);

  it('asks for the sender, else for the account', () => {
    expect(twilio.probe(account(BASE, {}, message.sender), 1)).toMatchObject({
      method: 'GET',
      url: `${BASE}/2010-04-01/Accounts/key-id/IncomingPhoneNumbers.json?PhoneNumber=%2B12025550100`,
      headers: { Authorization: BASIC },
    });
    expect(twilio.probe(mine, 1)).toMatchObject({ url: `${BASE}/2010-04-01/Accounts/key-id.json` });
    const settings = { messagingServiceSid: SERVICE };
    expect(twilio.probe(account(BASE, settings, message.sender), 1)).toMatchObject({
      url: `${BASE}/2010-04-01/Accounts/key-id.json`,
    });
    expect(tried({ sid: SID, status: 'active' }, { settings })).toMatchObject({ ok: true });
  });

  it('looks for the sender and whether it can text', () => {
    const list = (...numbers: object[]) => tried({ incoming_phone_numbers: numbers });
    expect(list(number('+12025550199'), number('+12025550100'))).toMatchObject({
      ok: true,
      message: expect.stringContaining('+12025550100'),
    });
    expect(list()).toMatchObject({ ok: false, error: { code: 'sender_not_listed', class: 'config' } });
    expect(list(number('+12025550100', false))).toMatchObject({
      ok: false,
      error: { code: 'sender_cannot_text', class: 'config' },
    });
  });

  it('says what is wrong', () => {
    expect(tried({ code: 20003, message: 'Authenticate' }, { status: 401 })).toMatchObject({
      ok: false,
      error: { code: '20003', class: 'config' },
    });
    expect(tried('oops', { status: 500 })).toMatchObject({ ok: false, error: { class: 'retry' } });
    expect(tried('<html>')).toMatchObject({ ok: false, error: { code: 'unreadable_answer' } });
    expect(twilio.readProbe(answer(200, '<html>'), mine, now)).toMatchObject({ ok: false });
  });
});
