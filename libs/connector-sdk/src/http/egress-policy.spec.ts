import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EgressPolicy } from './egress-policy.js';

const policy = new EgressPolicy({ ownHosts: ['hooks.example.com'] });
const refused = (url: string, rules = policy) => rules.formRefusal(new URL(url)) ?? rules.hostRefusal(new URL(url));

describe('where a request may go', () => {
  it.each(['https://api.example.com/x?y', 'https://api.example.com:443/', 'https://8.8.8.8/'])(
    'lets %s pass',
    (url) => {
      expect(refused(url)).toBeUndefined();
    },
  );

  it.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '0',
    '①②⑦.⓪.⓪.①',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '169.254.169.254',
    '[fd00:ec2::254]',
    '168.63.129.16',
    '100.100.100.200',
    'localhost',
    'localhost.',
    'x.localhost',
    'kubernetes.default.svc',
    'kubernetes.default',
    'hooks.example.com',
  ])('refuses %s, whatever the operator allows', (host) => {
    const open = new EgressPolicy({
      allowHosts: [host],
      allowCidrs: ['0.0.0.0/0', '::/0'],
      ownHosts: ['hooks.example.com'],
    });
    expect(refused(`https://${host}/`)).toBeDefined();
    expect(refused(`https://${host}/`, open)).toBeDefined();
  });

  it.each([
    'gateway',
    'crm.internal',
    'printer.local',
    'api.shop.svc',
    'api.shop.svc.cluster.local',
    'metadata.google.internal',
  ])('takes %s for an internal name, which only allowHosts opens', (host) => {
    expect(refused(`https://${host}/`)).toContain('internal name');
    expect(refused(`https://${host}/`, new EgressPolicy({ allowHosts: [host] }))).toBeUndefined();
  });

  it('refuses http and other ports, and says so', () => {
    expect(policy.formRefusal(new URL('http://api.example.com/'))).toBe('Only https URLs may be called.');
    for (const port of [0, 22, 25, 80, 6379]) {
      expect(policy.formRefusal(new URL(`https://api.example.com:${port}/`))).toBe(`Port ${port} may not be called.`);
    }
    expect(new EgressPolicy({ allowHttp: true }).formRefusal(new URL('http://api.example.com/'))).toBeUndefined();
    expect(new EgressPolicy({ ports: [8443] }).formRefusal(new URL('https://api.example.com:8443/'))).toBeUndefined();
  });

  it('looks at nothing for an exact test origin, and at everything beside it', () => {
    const test = new EgressPolicy({ testOrigins: ['http://127.0.0.1:8090'] });
    expect(refused('http://127.0.0.1:8090/slack', test)).toBeUndefined();
    expect(refused('http://127.1:8090/', test)).toBeUndefined();
    for (const url of [
      'http://127.0.0.1:8091/',
      'https://127.0.0.1:8090/',
      'http://localhost:8090/',
      'http://127.0.0.2:8090/',
    ]) {
      expect(refused(url, test)).toBeDefined();
    }
  });

  it('refuses loopback in every spelling that URL understands', () => {
    const part = (value: number) => fc.constantFrom(String(value), `0x${value.toString(16)}`, `0${value.toString(8)}`);
    const tail = fc.integer({ min: 0, max: 0xffffff });
    const spelling = tail.chain((rest) =>
      fc.oneof(
        fc.tuple(part(127), part(rest)).map((parts) => parts.join('.')),
        fc.tuple(part(127), part(rest >> 16), part(rest & 0xffff)).map((parts) => parts.join('.')),
        fc
          .tuple(part(127), part(rest >> 16), part((rest >> 8) & 255), part(rest & 255))
          .map((parts) => parts.join('.')),
        part(0x7f000000 + rest),
        fc.constantFrom(`[::ffff:7f${(rest >> 16).toString(16).padStart(2, '0')}:${(rest & 0xffff).toString(16)}]`),
      ),
    );
    fc.assert(
      fc.property(spelling, (host) => expect(refused(`https://${host}/`)).toBeDefined()),
      { numRuns: 500 },
    );
  });
});
