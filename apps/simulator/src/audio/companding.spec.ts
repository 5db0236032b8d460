import { expect, it } from '@jest/globals';
import { aLaw, muLaw } from './companding.js';

/** Decoders as G.711 states them: the inverse proves the encoder. */
const fromMuLaw = (byte: number): number => {
  const value = ~byte & 0xff;
  const magnitude = (((value & 0x0f) << 3) + 132) << ((value >> 4) & 7);
  return (value & 0x80) === 0 ? magnitude - 132 : 132 - magnitude;
};
const fromALaw = (byte: number): number => {
  const value = byte ^ 0x55;
  const segment = (value >> 4) & 7;
  const base = ((value & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? base : (base + 0x100) << (segment - 1);
  return (value & 0x80) === 0 ? -magnitude : magnitude;
};

const samples = [-32_768, -32_000, -12_345, -1000, -129, -1, 0, 1, 7, 31, 32, 129, 1000, 12_345, 32_000, 32_767];

it.each(samples)('mu-law brings %i back within its step', (sample) => {
  expect(Math.abs(fromMuLaw(muLaw(sample)) - sample)).toBeLessThanOrEqual(Math.abs(sample) / 16 + 8);
});

it.each(samples)('a-law brings %i back within its step', (sample) => {
  expect(Math.abs(fromALaw(aLaw(sample)) - sample)).toBeLessThanOrEqual(Math.abs(sample) / 16 + 16);
});

it('silence has the bytes that the standard gives it', () => {
  expect(muLaw(0)).toBe(0xff);
  expect(aLaw(0)).toBe(0xd5);
});
