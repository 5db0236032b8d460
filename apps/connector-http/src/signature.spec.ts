import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { signature, signingProblem } from './signature.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER = `whsec_${Buffer.alloc(64, 7).toString('base64')}`;
const headersOf = (secrets: string, body: string, at = Math.floor(Date.now() / 1_000)) => ({
  'webhook-id': 'msg_1',
  'webhook-timestamp': String(at),
  'webhook-signature': signature(secrets, { id: 'msg_1', at, body }),
});

describe('a signature', () => {
  it('is what the vector of Standard Webhooks says', () => {
    const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: 1_614_265_330, body: '{"test": 2432232314}' };
    expect(signature(SECRET, message)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it.each(['{"name":"Zoë"}', '[1,2]', 'null', '"text"'])('of %s is verified by the official library', (body) => {
    expect(new Webhook(SECRET).verify(body, headersOf(SECRET, body))).toEqual(JSON.parse(body));
  });

  it('of nothing is verified too', () => {
    expect(new Webhook(SECRET).verify('', headersOf(SECRET, ''))).toBeUndefined();
  });

  it.each([SECRET, OTHER])('serves receivers of either secret while it changes', (theirs) => {
    expect(new Webhook(theirs).verify('{}', headersOf(`${SECRET}  ${OTHER}`, '{}'))).toEqual({});
  });

  it('takes a text without whsec_ as it is', () => {
    const receiver = new Webhook('plain-secret', { format: 'raw' });
    expect(receiver.verify('{}', headersOf('plain-secret', '{}'))).toEqual({});
  });

  it('is refused for another body, another secret and an old time', () => {
    const at = Math.floor(Date.now() / 1_000) - 3_600;
    expect(() => new Webhook(SECRET).verify('{"a":1}', headersOf(SECRET, '{}'))).toThrow();
    expect(() => new Webhook(OTHER).verify('{}', headersOf(SECRET, '{}'))).toThrow();
    expect(() => new Webhook(SECRET).verify('{}', headersOf(SECRET, '{}', at))).toThrow();
  });
});

describe('a signing secret', () => {
  it.each([
    ['', 'empty'],
    [' \n', 'empty'],
    ['whsec_', 'Nothing stands behind'],
    [`${SECRET} whsec_`, 'Nothing stands behind'],
    ['whsec_not*base64', 'no base64'],
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS', 'no base64'],
    ['whsec_MfKQ9r8G-_', 'no base64'],
    ['whsk_MfKQ9r8G', 'asymmetric'],
    ['whpk_MfKQ9r8G', 'asymmetric'],
  ])('%j is refused, and not quoted', (secret, problem) => {
    const said = signingProblem(secret);
    expect(said).toContain(problem);
    expect(said).not.toContain('MfKQ9r8G');
  });

  it.each(['whsec_', 'whsec_not*base64'])('%j is no use to a receiver either', (secret) => {
    expect(() => new Webhook(secret)).toThrow();
  });

  it.each([SECRET, `${SECRET} ${OTHER}`, 'plain-secret', 'whsec_c2VjcmV0LWtleQ=='])('%j is taken', (secret) => {
    expect(signingProblem(secret)).toBeUndefined();
  });
});
