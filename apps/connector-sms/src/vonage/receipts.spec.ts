import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Secret, type ReceiptCall } from '@hookswitch/connector-sdk';
import { openConnection } from '@hookswitch/connector-sdk/testing';
import { SIGNATURE_METHODS, vonageReceipts } from './receipts.js';

const key = new Secret('secret');
const fields = {
  msisdn: '12025550142',
  to: 'Acme & Co=1',
  messageId: 'm-1',
  status: 'failed',
  'err-code': '6',
  'client-ref': 'ref',
};
const TEXT = '&client-ref=ref&err-code=6&messageId=m-1&msisdn=12025550142&status=failed&to=Acme _ Co_1';
const sign = (method: string, text = TEXT) =>
  method === 'md5hash'
    ? createHash('md5').update(`${text}secret`).digest('hex')
    : createHmac(method, 'secret').update(text).digest('hex');

function judged(change: Partial<ReceiptCall>, settings: Readonly<Record<string, string>> = {}) {
  const receipt: ReceiptCall = {
    provider: 'vonage',
    method: 'POST',
    url: 'https://hooks.example.com/v1/receipts/vonage/c?t=x',
    headers: {},
    body: Buffer.alloc(0),
    at: 0,
    connection: openConnection({ settings: {}, secrets: {} }),
    ...change,
  };
  return vonageReceipts.read(receipt, key, { id: key, secret: key, baseUrl: '', settings });
}
const form = (sig: string): Partial<ReceiptCall> => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: Buffer.from(new URLSearchParams({ ...fields, sig }).toString()),
});
const json = (value: unknown): Partial<ReceiptCall> => ({
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
});
const said = {
  status: 'undelivered',
  messageId: 'm-1',
  command: 'ref',
  sender: 'Acme & Co=1',
  recipient: '12025550142',
  error: { code: '6', message: 'Anti-spam rejection' },
};

describe('receipts of Vonage', () => {
  it.each(SIGNATURE_METHODS)('are signed as the account says: %s', (signatureMethod) => {
    expect(judged(form(sign(signatureMethod)), { signatureMethod })).toEqual(said);
    expect(judged(form(sign(signatureMethod).toUpperCase()), { signatureMethod })).toEqual(said);
    const others = SIGNATURE_METHODS.filter((other) => other !== signatureMethod);
    for (const other of others)
      expect(judged(form(sign(other)), { signatureMethod })).toEqual({ refused: 'signature' });
  });

  it('come as JSON and in the query too, signed with or without what stood there before', () => {
    expect(judged(json({ ...fields, sig: sign('md5hash') }))).toEqual(said);
    const at = (sig: string) => {
      const query = new URLSearchParams({ t: 'x', ...fields, sig }).toString();
      return { method: 'GET' as const, url: `https://hooks.example.com/v1/receipts/vonage/c?${query}` };
    };
    expect(judged(at(sign('md5hash')))).toEqual(said);
    expect(judged(at(sign('md5hash', TEXT.replace('&to=', '&t=x&to='))))).toEqual(said);
  });

  it.each([
    ['accepted', 'underway'],
    ['buffered', 'underway'],
    ['unknown', 'underway'],
    ['delivered', 'delivered'],
    ['expired', 'undelivered'],
    ['failed', 'undelivered'],
    ['rejected', 'undelivered'],
    ['undelivered', 'undelivered'],
  ])('say %s: %s', (word, status) => {
    const sig = sign('md5hash', TEXT.replace('status=failed', `status=${word}`));
    expect(judged(json({ ...fields, status: word, sig }))).toMatchObject({ status, messageId: 'm-1' });
  });

  it.each([
    ['is no JSON', '{'],
    ['is no object', '[]'],
    ['says nothing', '{}'],
  ])('are refused when the body %s', (_, body) => {
    expect(judged(json(body))).toEqual({ refused: 'signature' });
  });
});
