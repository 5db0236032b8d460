import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Secret, type ReceiptCall } from '@hookswitch/connector-sdk';
import { openConnection } from '@hookswitch/connector-sdk/testing';
import { plivoReceipts } from './receipts.js';

const PAGE = 'https://hooks.example.com/v1/receipts/plivo/c';
const key = new Secret('auth-token');
const account = { id: new Secret('MA1'), secret: key, baseUrl: '', settings: {} };
const fields = { ErrorCode: '000', From: '12025550100', MessageUUID: 'm-1', Status: 'undelivered', To: '12025550142' };

/** A form whose names are in order, signed as Plivo describes it. */
function judged(form: Readonly<Record<string, string>>, page = PAGE) {
  const text = Object.entries(form)
    .map(([name, value]) => name + value)
    .join('');
  const receipt: ReceiptCall = {
    provider: 'plivo',
    command: 'c',
    method: 'POST',
    url: `${PAGE}?t=a.b-c_d`,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-plivo-signature-v3-nonce': 'nonce',
      'x-plivo-signature-v3': createHmac('sha256', 'auth-token')
        .update(`${page}?t=a.b-c_d.${text}.nonce`)
        .digest('base64'),
    },
    body: Buffer.from(new URLSearchParams(form).toString()),
    at: 0,
    connection: openConnection({ settings: {}, secrets: {} }),
  };
  return plivoReceipts.read(receipt, key, account);
}

describe('receipts of Plivo', () => {
  it.each([
    ['queued', 'underway'],
    ['sent', 'underway'],
    ['delivered', 'delivered'],
    ['undelivered', 'undelivered'],
    ['failed', 'undelivered'],
    ['rejected', 'undelivered'],
    ['a word that is new', 'underway'],
  ])('say %s: %s', (Status, status) => {
    expect(judged({ ...fields, Status })).toMatchObject({ status, messageId: 'm-1', recipient: '12025550142' });
  });

  it('have the code as the error, else the state', () => {
    const error = { code: '30', message: 'Spam detected' };
    expect(judged({ ...fields, ErrorCode: '30' })).toMatchObject({ error });
    expect(judged(fields)).toMatchObject({ error: { code: 'undelivered' } });
  });

  it('may be signed for the address with its port', () => {
    expect(judged(fields, PAGE.replace('.com/', '.com:443/'))).toMatchObject({ messageId: 'm-1' });
    expect(judged(fields, PAGE.replace('.com/', '.com:444/'))).toEqual({ refused: 'signature' });
  });

  it('are refused when they say nothing', () => {
    expect(judged({ MessageUUID: 'm-1' })).toEqual({ refused: 'unreadable' });
    expect(judged({ Status: 'delivered' })).toEqual({ refused: 'unreadable' });
  });
});
