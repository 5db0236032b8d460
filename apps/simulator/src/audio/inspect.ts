/** What the simulated speech service finds in the head of an audio file. */
export type Audio =
  | {
      readonly kind: 'wav';
      readonly format: number;
      readonly channels: number;
      readonly seconds: number;
      readonly silent: boolean;
    }
  | { readonly kind: 'flac' | 'ogg' | 'mp3' | 'mp4' | 'unknown' };

/** `size` is the whole file's, of which `head` may be the beginning only. */
export function inspect(head: Buffer, size: number = head.length): Audio {
  const mark = head.toString('latin1', 0, 4);
  if (mark === 'RIFF' && head.toString('latin1', 8, 12) === 'WAVE' && head.length >= 44) return inspectWav(head, size);
  if (mark === 'fLaC') return { kind: 'flac' };
  if (mark === 'OggS') return { kind: 'ogg' };
  if (head.toString('latin1', 4, 8) === 'ftyp') return { kind: 'mp4' };
  if (mark.startsWith('ID3') || (head[0] === 0xff && ((head[1] ?? 0) & 0xe0) === 0xe0)) return { kind: 'mp3' };
  return { kind: 'unknown' };
}

function inspectWav(head: Buffer, size: number): Audio {
  const dataAt = head.indexOf('data', 12, 'latin1');
  const start = (dataAt < 0 ? 36 : dataAt) + 8;
  const bytesPerSecond = Math.max(1, head.readUInt32LE(28));
  const samples = head.subarray(start);
  return {
    kind: 'wav',
    format: head.readUInt16LE(20),
    channels: head.readUInt16LE(22),
    seconds: Math.max(0, size - start) / bytesPerSecond,
    silent: samples.length > 0 && samples.every((byte) => byte === 0),
  };
}
