import { expect, it } from '@jest/globals';
import { needsSecret } from './manifest.js';

const secret = { name: 'id', title: 'Access key id', required: true };
const unless = { setting: 'provider', values: ['custom'] };

it.each([
  [secret, {}, true],
  [{ ...secret, required: false }, {}, false],
  [{ ...secret, unless }, {}, true],
  [{ ...secret, unless }, { provider: 'twilio' }, true],
  [{ ...secret, unless }, { provider: 'custom' }, false],
  [{ ...secret, required: false, unless }, { provider: 'twilio' }, false],
])('%j with the settings %j is needed: %s', (shape, settings, needed) => {
  expect(needsSecret(shape, settings, { settings: {} })).toBe(needed);
});

it('a connection that does not say has the default of the schema', () => {
  const byDefault = (provider: string) => ({ settings: { properties: { provider: { default: provider } } } });
  expect(needsSecret({ ...secret, unless }, {}, byDefault('custom'))).toBe(false);
  expect(needsSecret({ ...secret, unless }, {}, byDefault('twilio'))).toBe(true);
  expect(needsSecret({ ...secret, unless }, { provider: 'twilio' }, byDefault('custom'))).toBe(true);
});
