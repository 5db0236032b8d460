import { expect, it } from '@jest/globals';
import type { OutgoingRecord } from '../port.js';
import { received } from '../testing/received.spec-helper.js';
import { decodeMessage } from './decode-message.js';
import { encodeMessage } from './encode-message.js';
import { samples } from './samples.spec-helper.js';

const good = encodeMessage('command', 't', 'k', samples.command[0], { traceparent: '00-a-b-01', partition: 4 });

it('writes kind, version, trace and partition', () => {
  expect(good).toMatchObject({
    ...{ topic: 't', key: 'k', partition: 4 },
    headers: { hs_kind: 'command', hs_version: '1', traceparent: '00-a-b-01' },
  });
});

const refused: readonly (readonly [string, Partial<OutgoingRecord>, string, string?])[] = [
  ['a version from the future', { ...good, headers: { hs_version: '2' } }, 'unknown_version'],
  ['a message of another kind', { ...good, headers: { hs_kind: 'result' } }, 'wrong_kind'],
  ['a tombstone', { value: null }, 'empty'],
  ['an empty value', { value: '' }, 'empty'],
  ['text', { value: 'hello' }, 'not_json'],
  ['bad UTF-8', { value: Buffer.from([0x22, 0xff, 0x22]) }, 'invalid_utf8'],
  ['a list', { value: '[]' }, 'invalid_message', ''],
  [
    'a tenant that is none',
    { value: JSON.stringify({ ...samples.command[0], tenant: 'a|b' }) },
    'invalid_message',
    '/tenant',
  ],
  [
    'a time that is none',
    { value: JSON.stringify({ ...samples.command[0], issuedAt: 'now' }) },
    'invalid_message',
    '/issuedAt',
  ],
];
for (const [name, record, code, pointer] of refused) {
  it(`refuses ${name}`, () => {
    const error = { code, ...(pointer !== undefined && { pointer }) };
    expect(decodeMessage('command', received(record))).toMatchObject({ ok: false, error });
  });
}

it('reads a message that another program wrote without our headers', () => {
  expect(decodeMessage('command', received({ value: good.value }))).toMatchObject({ ok: true });
});
