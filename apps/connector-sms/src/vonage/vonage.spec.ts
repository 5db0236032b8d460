import { describe, expect, it } from '@jest/globals';
import { account, answer, BASIC, KINDS, message } from '../answers.spec-helper.js';
import { vonage } from './vonage.js';

const now = Date.parse('2026-11-20T09:00:00Z');
const mine = account('https://rest.nexmo.com');
const read = (...parts: Parameters<typeof answer>) => vonage.read(answer(...parts), message, mine, now);
const part = (status: string, id = 'id-1') =>
  status === '0' ? { to: '12025550142', 'message-id': id, status } : { status, 'error-text': `text of ${status}` };
const parts = (...statuses: string[]) => ({
  'message-count': String(statuses.length),
  messages: statuses.map((status, index) => part(status, `id-${index + 1}`)),
});

describe('sending over Vonage', () => {
  it('asks as its API wants it, numbers in digits', () => {
    expect(vonage.send(message, mine)).toEqual({
      method: 'POST',
      url: 'https://rest.nexmo.com/sms/json',
      headers: { Authorization: BASIC, Accept: 'application/json', 'Content-Type': 'application/json' },
      body: JSON.stringify({
        from: '12025550100',
        to: '12025550142',
        text: message.text,
        type: 'text',
        'client-ref': message.id,
      }),
    });
  });

  it.each([
    ['Grüße, 5 €', 'text'],
    ['Příště', 'unicode'],
    ['ok 👍', 'unicode'],
    ['it’s', 'unicode'],
  ])('chooses the alphabet: "%s" goes as %s', (text, type) => {
    expect(vonage.send({ ...message, text }, mine)).toMatchObject({
      body: expect.stringContaining(`"type":"${type}"`),
    });
  });

  it('takes the id of the first part, and as many segments as it says', () => {
    const output = { provider: 'vonage', messageId: 'id-1', segments: 3 };
    expect(read(200, parts('0', '0', '0'))).toEqual({ kind: 'succeeded', output });
    const { messages } = parts('0');
    expect(read(200, { messages })).toMatchObject({ output: { segments: 1 } });
    expect(read(200, { 'message-count': 'many', messages: [{ status: 0 }] })).toMatchObject({
      kind: 'succeeded',
      output: { messageId: null, segments: 1 },
    });
  });

  it.each([
    ['1', 'retry-after'],
    ['2', 'permanent'],
    ['3', 'permanent'],
    ['4', 'config'],
    ['5', 'unknown'],
    ['6', 'permanent'],
    ['7', 'permanent'],
    ['8', 'config'],
    ['9', 'config'],
    ['10', 'retry'],
    ['11', 'config'],
    ['12', 'permanent'],
    ['14', 'config'],
    ['15', 'config'],
    ['22', 'permanent'],
    ['23', 'permanent'],
    ['29', 'config'],
    ['32', 'config'],
    ['33', 'permanent'],
    ['77', 'permanent'],
  ] as const)('reads status %s inside a 200 as %s', (status, errorClass) => {
    expect(read(200, parts(status))).toMatchObject({
      kind: KINDS[errorClass],
      error: {
        code: status,
        class: errorClass,
        message: expect.stringMatching(new RegExp(`^Vonage refused: text of ${status}\\.`)),
      },
    });
  });

  it('waits a second when it is told that it is too fast, and as long as it is told else', () => {
    expect(read(200, parts('1'))).toMatchObject({ afterMs: 1_000, throttled: true });
    expect(read(429, {})).toMatchObject({ afterMs: 1_000, throttled: true });
    expect(read(429, {}, { 'retry-after': '7' })).toMatchObject({ afterMs: 7_000 });
  });

  it('does not know what became of a message when some of its parts were refused', () => {
    for (const said of [parts('0', '9'), parts('1', '0'), { 'message-count': '2', messages: [part('9')] }]) {
      expect(read(200, said)).toMatchObject({ kind: 'unknown', error: { code: 'partly_refused', class: 'unknown' } });
    }
    expect(read(200, parts('0', '9', '9'))).toMatchObject({
      error: {
        message: expect.stringMatching(/^Of 3 parts of the message 2 did not go out\. Vonage refused: text of 9\./),
      },
    });
  });

  it('believes in the worst of several refusals', () => {
    expect(read(200, parts('9', '9'))).toMatchObject({ kind: 'failed', error: { code: '9' } });
    expect(read(200, parts('9', '5'))).toMatchObject({ kind: 'unknown', error: { code: '5' } });
  });

  it.each([
    [400, 'permanent'],
    [401, 'config'],
    [403, 'permanent'],
    [404, 'permanent'],
    [408, 'retry'],
    [425, 'retry'],
    [500, 'unknown'],
    [502, 'unknown'],
    [503, 'unknown'],
  ] as const)('reads HTTP status %d as %s', (status, errorClass) => {
    const error = { code: `http_${status}`, class: errorClass };
    for (const body of ['<html>', { 'error-code': '420', 'error-code-label': 'no' }, parts('0')]) {
      expect(read(status, body)).toMatchObject({ kind: KINDS[errorClass], error });
    }
    expect(read(status, { title: 'No', detail: 'because' })).toMatchObject({
      error: { message: expect.stringContaining(`Vonage answered ${status}: because.`) },
    });
  });

  it.each([
    '',
    '<html>',
    '[]',
    '{}',
    '{"messages":[]}',
    '{"messages":[{}]}',
    '{"messages":[{"status":"0"},{}]}',
    '{"messages":{}}',
  ])('does not know what %j means', (body) => {
    expect(read(200, body)).toMatchObject({ kind: 'unknown', error: { code: 'unreadable_answer' } });
  });

  it('does not know what a broken answer means', () => {
    const broken = { ...answer(200, parts('0')), broken: true };
    expect(vonage.read(broken, message, mine, now)).toMatchObject({ kind: 'unknown' });
  });
});

describe('trying an account at Vonage', () => {
  const sender = '+12025550100';
  const tried = (reply: ReturnType<typeof answer>, from?: string) =>
    vonage.readProbe(reply, account(mine.baseUrl, {}, from), now);
  const numbers = (...list: object[]) => answer(200, { count: list.length, numbers: list });

  it('asks for the balance, or for the sender', () => {
    const headers = { Authorization: BASIC, Accept: 'application/json' };
    expect(vonage.probe(mine, 1)).toEqual({ method: 'GET', url: `${mine.baseUrl}/account/get-balance`, headers });
    expect(vonage.probe(account(mine.baseUrl, {}, sender), 1)).toEqual({
      method: 'GET',
      url: `${mine.baseUrl}/account/numbers?pattern=12025550100&search_pattern=0`,
      headers,
    });
  });

  it('looks for the sender among its numbers, and whether it can text', () => {
    expect(tried(answer(200, { value: 1.5, autoReload: false }))).toMatchObject({ ok: true });
    expect(tried(numbers({ msisdn: '12025550100', features: ['VOICE', 'SMS'] }), sender)).toMatchObject({ ok: true });
    expect(tried(numbers({ msisdn: '12025550100' }), sender)).toMatchObject({ ok: true });
    expect(tried(numbers({ msisdn: '12025550100', features: ['VOICE'] }), sender)).toMatchObject({
      error: { code: 'sender_cannot_text', class: 'config' },
    });
    for (const reply of [numbers({ msisdn: '120255501001' }), answer(200, {})]) {
      expect(tried(reply, sender)).toMatchObject({ ok: false, error: { code: 'sender_not_listed' } });
    }
  });

  it('says what is wrong', () => {
    const label = { 'error-code': '401', 'error-code-label': 'authentication failed' };
    expect(tried(answer(401, label))).toMatchObject({
      ok: false,
      error: { class: 'config', message: 'Vonage answered 401: authentication failed. Check the API key and secret.' },
    });
    expect(tried(answer(500, ''))).toMatchObject({ ok: false, error: { class: 'retry' } });
    for (const from of [undefined, sender]) {
      expect(tried(answer(200, '<html>'), from)).toMatchObject({ error: { code: 'unreadable_answer' } });
    }
  });
});
