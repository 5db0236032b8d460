import { beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyRing } from '../sealing/generate-key-ring.js';
import { KeyRing } from '../sealing/key-ring.js';
import { publicReceiptKey } from './receipt-keys.js';
import { readReceiptToken } from './receipt-token.js';
import { ReceiptUrls } from './receipt-urls.js';

const CONNECTION = '11111111-1111-4111-8111-111111111111';
const command = {
  id: '22222222-2222-5222-8222-222222222222',
  tenant: 'acme',
  hopcount: 3,
  event: { id: 'e', source: '/s', type: 'call.ended', subject: 'call — 1', time: '2026-11-20T09:14:03Z' },
};
const claim = { tenant: 'acme', sent: { command: command.id, subject: 'call — 1', hopcount: 3 } };
const place = { provider: 'twilio', connection: CONNECTION };

let ring: KeyRing;
beforeAll(async () => {
  ring = KeyRing.parse(await generateKeyRing());
});

const urls = (type = 'sms', publicUrl: string | undefined = 'https://hooks.example.com/in/') =>
  new ReceiptUrls(ring, type, publicUrl);
const keysOf = (from: ReceiptUrls) => from.publicKeys().map((key) => publicReceiptKey(key)!);
const tokenOf = (url: string | undefined) => new URL(url ?? '').searchParams.get('t') ?? '';

describe('the URL of a receipt', () => {
  it('stands below the public URL, and its token says whose command was sent', () => {
    const url = urls().urlFor(command, 'twilio', CONNECTION);
    expect(url).toMatch(`https://hooks.example.com/in/v1/receipts/twilio/${CONNECTION}?t=`);
    expect(readReceiptToken(keysOf(urls()), place, tokenOf(url))).toEqual(claim);
  });

  it('may be one for all that a connection sends', () => {
    const url = urls().urlOf('acme', 'twilio', CONNECTION);
    expect(readReceiptToken(keysOf(urls()), place, tokenOf(url))).toEqual({ tenant: 'acme' });
  });

  it('is none without a public URL, or when it would be too long for providers', () => {
    expect(new ReceiptUrls(ring, 'sms', undefined).urlFor(command, 'twilio', CONNECTION)).toBeUndefined();
    const long = { ...command, event: { ...command.event, subject: 'x'.repeat(2_000) } };
    expect(urls().urlFor(long, 'twilio', CONNECTION)).toBeUndefined();
  });
});

describe('a token', () => {
  const token = () => tokenOf(urls().urlFor(command, 'twilio', CONNECTION));
  const read = (text: string, where = place, keys = keysOf(urls())) => readReceiptToken(keys, where, text);

  it('fits its own path alone', () => {
    expect(read(token(), { ...place, provider: 'plivo' })).toBeUndefined();
    expect(read(token(), { ...place, connection: CONNECTION.replace('1', '2') })).toBeUndefined();
  });

  it('fits the keys of its connector type and ring alone', async () => {
    expect(read(token(), place, keysOf(urls('slack')))).toBeUndefined();
    const other = new ReceiptUrls(KeyRing.parse(await generateKeyRing()), 'sms', 'https://x.example');
    expect(read(token(), place, keysOf(other))).toBeUndefined();
  });

  it('still fits when the ring has a new primary key', async () => {
    const old = JSON.parse(await generateKeyRing()) as { keys: object[] };
    const fresh = JSON.parse(await generateKeyRing()) as { keys: object[] };
    const before = new ReceiptUrls(KeyRing.parse(JSON.stringify(old)), 'sms', 'https://x.example');
    const keys = [...fresh.keys, ...old.keys.map((key) => ({ ...key, primary: false }))];
    const after = new ReceiptUrls(KeyRing.parse(JSON.stringify({ keys })), 'sms', 'https://x.example');
    const made = tokenOf(before.urlFor(command, 'twilio', CONNECTION));
    expect(read(made, place, keysOf(after))).toEqual(claim);
  });

  it.each([
    ['nothing', () => ''],
    ['no signature', () => token().split('.', 1)[0] ?? ''],
    ['a changed claim', () => `${Buffer.from('["other","c","s",0]').toString('base64url')}.${token().split('.')[1]}`],
    ['a signature cut short', () => token().slice(0, -2)],
    ['a signature written otherwise', () => `${token()}=`],
    ['more behind it', () => `${token()}.x`],
    ['not text', () => '\0.\0'],
  ])('is refused with %s', (_, made) => {
    expect(read(made())).toBeUndefined();
  });
});

it('public keys show nothing of the ring, and what is no key is left out', () => {
  expect(urls().publicKeys()).toHaveLength(1);
  expect(ring.publicKeys().map(({ x }) => x)).not.toContain(urls().publicKeys()[0]);
  expect(publicReceiptKey('AAAA')).toBeUndefined();
});
