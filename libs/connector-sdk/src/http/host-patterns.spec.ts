import { describe, expect, it } from '@jest/globals';
import { hostListed, intersectHosts } from './host-patterns.js';

const listed = (url: string, ...patterns: string[]) => hostListed(new URL(url), patterns);

describe('host lists', () => {
  it('compare with the host that URL reports', () => {
    expect(listed('https://API.Example.com/x', 'api.example.com')).toBe(true);
    expect(listed('https://good.com\\@evil.com/', 'evil.com')).toBe(false);
    expect(listed('https://good.com#@evil.com/', 'evil.com')).toBe(false);
    expect(listed('https://example.com.evil.com/', 'example.com')).toBe(false);
    expect(listed('https://notexample.com/', 'example.com', '*.example.com')).toBe(false);
    expect(listed('https://example.com/')).toBe(false);
  });

  it('take *.name for exactly one label more', () => {
    expect(listed('https://a.example.com/', '*.example.com')).toBe(true);
    expect(listed('https://example.com/', '*.example.com')).toBe(false);
    expect(listed('https://a.b.example.com/', '*.example.com')).toBe(false);
  });

  it('compare the port where one is given', () => {
    expect(listed('http://127.0.0.1:8090/', '127.0.0.1:8090')).toBe(true);
    expect(listed('http://127.0.0.1:8091/', '127.0.0.1:8090')).toBe(false);
    expect(listed('http://127.0.0.1:8091/', '127.0.0.1')).toBe(true);
    expect(listed('https://a.example.com/', 'a.example.com:443')).toBe(true);
    expect(listed('http://[::1]:8090/', '[::1]:8090')).toBe(true);
    expect(listed('http://[::1]:8090/', '::1')).toBe(true);
  });

  it('have what both allow in common', () => {
    expect(intersectHosts(['*.example.com', 'other.com'], ['a.example.com', 'b.com'])).toEqual(['a.example.com']);
    expect(intersectHosts(['a.example.com:8443'], ['*.example.com'])).toEqual(['a.example.com:8443']);
    expect(intersectHosts(['a.com:1'], ['a.com:2'])).toEqual([]);
    expect(intersectHosts(['*.example.com'], ['*.example.com'])).toEqual(['*.example.com']);
    expect(intersectHosts(['a.com'], [])).toEqual([]);
  });
});
