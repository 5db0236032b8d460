import { expect, it } from '@jest/globals';
import { X509Certificate } from 'node:crypto';
import { selfSignedCertificate } from './certificate.js';

it('makes certificates that Node reads, whatever their length', () => {
  for (let length = 1; length < 64; length += 1) {
    const name = `${'n'.repeat(length)}.example.com`;
    const { cert, key } = selfSignedCertificate(['127.0.0.1', name]);
    const read = new X509Certificate(cert);
    expect([read.checkHost(name), read.checkIP('127.0.0.1')]).toEqual([name, '127.0.0.1']);
    expect(key).toContain('PRIVATE KEY');
  }
});
