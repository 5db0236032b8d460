import { createHash, createHmac } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { Secret, type ReceiptCall } from '@hookswitch/connector-sdk';
import { openConnection } from '@hookswitch/connector-sdk/testing';
import { messagebirdReceipts } from './receipts.js';

const NOW = Date.parse('2026-11-20T09:16:05.000Z');
const URL = 'https://hooks.example.com/v1/receipts/messagebird/c?t=x&id=1&recipient=12025550142&status=delivered';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const key = new Secret('key');

function judged(claims: object, change: Partial<ReceiptCall> = {}) {
  const parts = [{ alg: 'HS256' }, { iss: 'MessageBird', exp: NOW / 1_000, url_hash: sha256(URL), ...claims }];
  const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const receipt: ReceiptCall = {
    provider: 'messagebird',
    command: 'c',
    method: 'GET',
    url: URL,
    headers: {
      'messagebird-signature-jwt': `${signed}.${createHmac('sha256', 'key').update(signed).digest('base64url')}`,
    },
    body: Buffer.alloc(0),
    at: NOW,
    connection: openConnection({ settings: {}, secrets: {} }),
    ...change,
  };
  const account = { id: key, secret: key, baseUrl: '', settings: {} };
  return messagebirdReceipts.read(receipt, key, account);
}

it('takes a token for five seconds beyond its time, as of the moment when the gateway took it', () => {
  expect(judged({})).toMatchObject({ status: 'delivered', messageId: '1', recipient: '12025550142' });
  expect(judged({ exp: NOW / 1_000 - 5 })).toMatchObject({ status: 'delivered' });
  expect(judged({ exp: NOW / 1_000 - 6 })).toEqual({ refused: 'signature_expired' });
  expect(judged({ exp: undefined })).toEqual({ refused: 'signature_expired' });
  expect(judged({ nbf: NOW / 1_000 + 6 })).toEqual({ refused: 'signature_expired' });
});

it('takes it from MessageBird, for this URL and this body alone', () => {
  expect(judged({ iss: 'Other' })).toEqual({ refused: 'signature' });
  expect(judged({ url_hash: sha256(`${URL}x`) })).toEqual({ refused: 'signature' });
  expect(judged({}, { body: Buffer.from('more') })).toEqual({ refused: 'signature' });
  expect(judged({ payload_hash: sha256('more') }, { body: Buffer.from('more') })).toMatchObject({
    status: 'delivered',
  });
});

it.each([
  ['scheduled', 'underway'],
  ['buffered', 'underway'],
  ['sent', 'underway'],
  ['delivered', 'delivered'],
  ['delivery_failed', 'undelivered'],
  ['expired', 'undelivered'],
  ['a%20new%20word', 'underway'],
])('says %s: %s', (said, status) => {
  const url = URL.replace('status=delivered', `status=${said}`);
  expect(judged({ url_hash: sha256(url) }, { url })).toMatchObject({ status, messageId: '1' });
});
