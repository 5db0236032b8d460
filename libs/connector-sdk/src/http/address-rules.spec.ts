import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AddressRules } from './address-rules.js';

const rules = new AddressRules();
const everything = new AddressRules({ allow: ['0.0.0.0/0', '::/0'] });

describe('addresses', () => {
  it.each(['8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '::ffff:8.8.8.8'])('lets %s pass', (address) => {
    expect(rules.refusal(address)).toBeUndefined();
  });

  it.each([
    '127.0.0.1',
    '0.0.0.0',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '::7f00:1',
    '64:ff9b::7f00:1',
    '64:ff9b::a9fe:a9fe',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    '169.254.169.254',
    'fe80::1',
    'fd00:ec2::254',
    '168.63.129.16',
    '100.100.100.200',
    '224.0.0.1',
    'ff02::1',
  ])('never lets %s pass, whatever is allowed', (address) => {
    expect(rules.refusal(address)).toBeDefined();
    expect(everything.refusal(address)).toBeDefined();
  });

  it.each(['10.0.0.1', '172.16.0.1', '192.168.1.1', '100.64.0.1', 'fd00::1', '198.18.0.1', '203.0.113.9', '4000::1'])(
    'lets %s pass only where its range is allowed',
    (address) => {
      expect(rules.refusal(address)).toBeDefined();
      expect(everything.refusal(address)).toBeUndefined();
    },
  );

  it('tests the address behind an allowed NAT64 prefix', () => {
    const nat64 = new AddressRules({ allow: ['64:ff9b::/96'] });
    expect(nat64.refusal('64:ff9b::808:808')).toBeUndefined();
    expect(nat64.refusal('64:ff9b::a00:1')).toBeDefined();
    expect(nat64.refusal('64:ff9b::7f00:1')).toBeDefined();
  });

  it('prefers what is denied to what is allowed', () => {
    const cluster = new AddressRules({ allow: ['10.0.0.0/8'], deny: ['10.96.0.0/12'] });
    expect(cluster.refusal('10.1.2.3')).toBeUndefined();
    expect(cluster.refusal('10.96.0.1')).toBeDefined();
  });

  it('refuses what is no address and no range', () => {
    expect(rules.refusal('example.com')).toBe('"example.com" is no address');
    expect(rules.refusal('')).toBeDefined();
    expect(() => new AddressRules({ allow: ['10.0.0.0'] })).toThrow('"10.0.0.0" is not an address range');
  });

  it('refuses every loopback address in every form that embeds IPv4', () => {
    const low = fc.integer({ min: 0, max: 0xffffff });
    fc.assert(
      fc.property(low, (rest) => {
        const bytes = [127, rest >> 16, (rest >> 8) & 255, rest & 255];
        const [high, lower] = [((127 << 8) | (rest >> 16)).toString(16), (rest & 0xffff).toString(16)];
        const forms = [
          bytes.join('.'),
          `::ffff:${high}:${lower}`,
          `::${high}:${lower}`,
          `64:ff9b::${high}:${lower}`,
          `2002:${high}:${lower}::`,
        ];
        for (const form of forms) expect(everything.refusal(form)).toBeDefined();
      }),
    );
  });
});
