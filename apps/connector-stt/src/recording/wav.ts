/** What the header of a RIFF/WAVE file says, and how long the file really is. */
export interface WavInfo {
  /** 1 PCM, 3 float, 6 A-law, 7 mu-law, 49 GSM. */
  readonly formatTag: number;
  readonly channels: number;
  readonly sampleRate: number;
  readonly bitsPerSample: number;
  /** From the bytes that are there: recorders that stream never write the sizes. Undefined where bytes have no fixed rate. */
  readonly durationSeconds: number | undefined;
}

const EXTENSIBLE = 0xfffe;
const FIXED_RATE = [1, 3, 6, 7];

/** Reads the chunks in the beginning of a file of `size` bytes; undefined when it is no WAVE or has no format. */
export function readWav(head: Buffer, size: number): WavInfo | undefined {
  if (head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'WAVE') return undefined;
  let format: Omit<WavInfo, 'durationSeconds'> | undefined;
  let at = 12;
  while (at + 8 <= head.length) {
    const [id, length] = [head.toString('latin1', at, at + 4), head.readUInt32LE(at + 4)];
    at += 8;
    if (id === 'data') break;
    if (id === 'fmt ') format = readFormat(head.subarray(at, at + length));
    at += length + (length % 2);
  }
  if (format === undefined) return undefined;
  const bytesPerSecond = (format.sampleRate * format.channels * format.bitsPerSample) / 8;
  const isFixed = FIXED_RATE.includes(format.formatTag) && bytesPerSecond > 0;
  return { ...format, durationSeconds: isFixed ? Math.max(0, size - at) / bytesPerSecond : undefined };
}

function readFormat(chunk: Buffer): Omit<WavInfo, 'durationSeconds'> | undefined {
  if (chunk.length < 16) return undefined;
  const tag = chunk.readUInt16LE(0);
  return {
    // The real tag of an extensible format begins its GUID.
    formatTag: tag === EXTENSIBLE && chunk.length >= 26 ? chunk.readUInt16LE(24) : tag,
    channels: chunk.readUInt16LE(2),
    sampleRate: chunk.readUInt32LE(4),
    bitsPerSample: chunk.readUInt16LE(14),
  };
}
