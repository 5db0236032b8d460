import { expect, it } from '@jest/globals';
import { coversHost, HOST_PATTERN } from './host-pattern.js';

it.each([['a.example.com'], ['*.example.com'], ['localhost'], ['10.0.0.7'], ['xn--bcher-kva.example']])(
  'takes %s',
  (host) => {
    expect(HOST_PATTERN.test(host)).toBe(true);
  },
);
it.each([
  ['*'],
  ['*.*.com'],
  ['a.*.com'],
  ['https://a.com'],
  ['a.com/'],
  ['a.com:443'],
  ['A.com'],
  ['a..com'],
  ['-a.com'],
  [''],
  ['a.com.'],
])('refuses %j', (host) => {
  expect(HOST_PATTERN.test(host)).toBe(false);
});
it('covers direct subdomains and nothing deeper or higher', () => {
  expect(coversHost('*.example.com', 'a.example.com')).toBe(true);
  expect(coversHost('*.example.com', 'a.b.example.com')).toBe(false);
  expect(coversHost('*.example.com', 'example.com')).toBe(false);
  expect(coversHost('a.example.com', '*.example.com')).toBe(false);
  expect(coversHost('*.example.com', '*.example.com')).toBe(true);
});
