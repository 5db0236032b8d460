/** One 16-bit sample as G.711 mu-law. */
export function muLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), 32_635) + 132;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

/** One 16-bit sample as G.711 A-law. */
export function aLaw(sample: number): number {
  const value = sample >> 3;
  const magnitude = value < 0 ? -value - 1 : value;
  const segment = Math.max(0, Math.floor(Math.log2(magnitude | 1)) - 4);
  const mantissa = (magnitude >> Math.max(1, segment)) & 0x0f;
  return ((segment << 4) | mantissa) ^ (value < 0 ? 0x55 : 0xd5);
}
