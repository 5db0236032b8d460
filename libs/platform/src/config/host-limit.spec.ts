import { expect, it } from '@jest/globals';
import { hostLimit } from './host-limit.js';

it.each([
  ['api.example.com=600', { host: 'api.example.com', perMinute: 600, burst: 1 }],
  ['API.example.com:8443=600/10', { host: 'api.example.com:8443', perMinute: 600, burst: 10 }],
  ['*.example.com=60', { host: '*.example.com', perMinute: 60, burst: 1 }],
  ['*=6000/50', { host: '*', perMinute: 6_000, burst: 50 }],
  ['[::1]:80=60', { host: '[::1]:80', perMinute: 60, burst: 1 }],
])('reads %s', (text, expected) => {
  expect(hostLimit.read(text)).toEqual(expected);
});

it.each([
  '',
  'api.example.com',
  'a=0',
  'a=60/0',
  'a=-1',
  'a=1.5',
  'https://a=60',
  'a b=60',
  '*a=60',
  'a.*=60',
  'a=60/',
])('refuses "%s"', (text) => {
  expect(hostLimit.read(text)).toBeUndefined();
});
