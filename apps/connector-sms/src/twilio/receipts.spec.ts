import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Secret, type ReceiptCall } from '@hookswitch/connector-sdk';
import { openConnection } from '@hookswitch/connector-sdk/testing';
import { twilioReceipts } from './receipts.js';

type Form = Readonly<Record<string, string | string[]>>;

const URL = 'https://hooks.example.com/v1/receipts/twilio/c?t=a.b-c_d';
const key = new Secret('auth-token');
const account = { id: new Secret(`AC${'1'.repeat(32)}`), secret: key, baseUrl: '', settings: {} };
const fields = { MessageSid: 'SM1', MessageStatus: 'undelivered', To: '+12025550142', From: '+12025550100' };

/** Names in order, values once and in order: as Twilio describes it, and its own client does. */
function textOf(form: Form): string {
  const names = Object.keys(form).sort();
  return names.flatMap((name) => [...new Set([form[name]].flat())].sort().map((value) => `${name}${value}`)).join('');
}

/** Judges a form that was signed for the URL that Twilio called. */
function judged(form: Form, called = URL) {
  const body = new URLSearchParams();
  for (const [name, values] of Object.entries(form)) for (const value of [values].flat()) body.append(name, value);
  const receipt: ReceiptCall = {
    provider: 'twilio',
    command: 'c',
    method: 'POST',
    url: URL,
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'x-twilio-signature': createHmac('sha1', 'auth-token')
        .update(called + textOf(form))
        .digest('base64'),
    },
    body: Buffer.from(body.toString()),
    at: 0,
    connection: openConnection({ settings: {}, secrets: {} }),
  };
  return twilioReceipts.read(receipt, key, account);
}

describe('receipts of Twilio', () => {
  it.each([
    ['accepted', 'underway'],
    ['queued', 'underway'],
    ['sending', 'underway'],
    ['sent', 'underway'],
    ['delivered', 'delivered'],
    ['read', 'delivered'],
    ['undelivered', 'undelivered'],
    ['failed', 'undelivered'],
    ['canceled', 'undelivered'],
    ['partially_delivered', 'undelivered'],
    ['a word that is new', 'underway'],
  ])('say %s: %s', (MessageStatus, status) => {
    expect(judged({ ...fields, MessageStatus })).toMatchObject({ status, messageId: 'SM1' });
  });

  it('have the code as the error, else the state', () => {
    expect(judged({ ...fields, ErrorCode: '30007' })).toMatchObject({
      error: { code: '30007', message: 'Filtered by the carrier' },
    });
    expect(judged({ ...fields, ErrorCode: '39999' })).toMatchObject({ error: { code: '39999' } });
    expect(judged(fields)).toMatchObject({ error: { code: 'undelivered' } });
  });

  it('may be signed for the address with its port, and with a value that comes twice', () => {
    expect(judged(fields, URL.replace('.com/', '.com:443/'))).toMatchObject({ messageId: 'SM1' });
    expect(judged({ ...fields, Tag: ['b', 'a', 'b'] })).toMatchObject({ messageId: 'SM1' });
    expect(judged(fields, URL.replace('.com/', '.com:444/'))).toEqual({ refused: 'signature' });
  });

  it('are refused when they say nothing', () => {
    expect(judged({ MessageSid: 'SM1' })).toEqual({ refused: 'unreadable' });
    expect(judged({ MessageStatus: 'delivered' })).toEqual({ refused: 'unreadable' });
  });
});
