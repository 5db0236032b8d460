/** Channels, rate and length of a FLAC file, from its first metadata block. */
export function readFlac(
  head: Buffer,
):
  { readonly channels: number; readonly sampleRate: number; readonly durationSeconds: number | undefined } | undefined {
  if (head.toString('latin1', 0, 4) !== 'fLaC' || head.length < 26) return undefined;
  const packed = head.readBigUInt64BE(18);
  const sampleRate = Number(packed >> 44n);
  const samples = Number(packed & 0xfffffffffn);
  return {
    channels: Number((packed >> 41n) & 7n) + 1,
    sampleRate,
    durationSeconds: samples > 0 && sampleRate > 0 ? samples / sampleRate : undefined,
  };
}

/** Opus in Ogg: granules count samples of 48 kHz whatever the input was. */
const OPUS_RATE = 48_000;
const OPUS_RATES = [8000, 12_000, 16_000, 24_000, 48_000];

export function readOggOpus(
  head: Buffer,
  tail: Buffer,
):
  { readonly channels: number; readonly sampleRate: number; readonly durationSeconds: number | undefined } | undefined {
  const at = head.indexOf('OpusHead', 0, 'latin1');
  if (head.toString('latin1', 0, 4) !== 'OggS' || at < 0 || head.length < at + 16) return undefined;
  const rate = head.readUInt32LE(at + 12);
  const last = tail.lastIndexOf('OggS', undefined, 'latin1');
  const granules = last >= 0 && tail.length >= last + 14 ? Number(tail.readBigUInt64LE(last + 6)) : 0;
  return {
    channels: head[at + 9] ?? 1,
    sampleRate: OPUS_RATES.includes(rate) ? rate : OPUS_RATE,
    durationSeconds: granules > 0 ? granules / OPUS_RATE : undefined,
  };
}
