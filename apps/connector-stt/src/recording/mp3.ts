/** What the frames of an MPEG audio file (layer 3) say. */
export interface Mp3Info {
  readonly channels: number;
  readonly sampleRate: number;
  /** Undefined where the bit rate changes and no header counts the frames. */
  readonly durationSeconds: number | undefined;
}

interface Frame {
  readonly bytes: number;
  readonly bitsPerSecond: number;
  readonly samples: number;
  readonly sampleRate: number;
  readonly channels: number;
  /** Of side information, after which an encoder may have put the number of frames. */
  readonly sideBytes: number;
}

/** By the two version bits: 0 stands for MPEG 2.5, 1 is reserved, 2 for MPEG 2, 3 for MPEG 1. */
const RATES: readonly (readonly number[])[] = [
  [11_025, 12_000, 8000],
  [],
  [22_050, 24_000, 16_000],
  [44_100, 48_000, 32_000],
];
const KILOBITS = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const KILOBITS_OF_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const MPEG_1 = 3;
const LAYER_3 = 1;
const MONO = 3;

/** Reads the frames in the beginning of a file of `size` bytes; undefined when there is none. */
export function readMp3(head: Buffer, size: number): Mp3Info | undefined {
  const start = head.toString('latin1', 0, 3) === 'ID3' && head.length >= 10 ? 10 + tagBytes(head) : 0;
  const first = readFrame(head, start);
  if (first === undefined) return undefined;
  const { channels, sampleRate } = first;
  return { channels, sampleRate, durationSeconds: duration(head, start, first, size) };
}

function duration(head: Buffer, start: number, first: Frame, size: number): number | undefined {
  const count = frameCount(head, start + 4 + first.sideBytes);
  if (count !== undefined) return (count * first.samples) / first.sampleRate;
  let at = start;
  for (let frame = readFrame(head, at); frame !== undefined; frame = readFrame(head, at)) {
    if (frame.bitsPerSecond !== first.bitsPerSecond) return undefined;
    at += frame.bytes;
  }
  return ((size - start) * 8) / first.bitsPerSecond;
}

function readFrame(head: Buffer, at: number): Frame | undefined {
  if (at + 4 > head.length) return undefined;
  const bits = head.readUInt32BE(at);
  const version = (bits >>> 19) & 3;
  if (bits >>> 21 !== 0x7ff || ((bits >>> 17) & 3) !== LAYER_3) return undefined;
  const isFirst = version === MPEG_1;
  const sampleRate = RATES[version]?.[(bits >>> 10) & 3];
  const kilobits = (isFirst ? KILOBITS : KILOBITS_OF_2)[(bits >>> 12) & 15];
  if (sampleRate === undefined || kilobits === undefined || kilobits === 0) return undefined;
  const samples = isFirst ? 1152 : 576;
  const isMono = ((bits >>> 6) & 3) === MONO;
  return {
    bytes: Math.floor((samples * kilobits * 125) / sampleRate) + ((bits >>> 9) & 1),
    bitsPerSecond: kilobits * 1000,
    samples,
    sampleRate,
    channels: isMono ? 1 : 2,
    sideBytes: isFirst ? (isMono ? 17 : 32) : isMono ? 9 : 17,
  };
}

/** The header that encoders of a changing bit rate put into the first frame. */
function frameCount(head: Buffer, at: number): number | undefined {
  const mark = head.toString('latin1', at, at + 4);
  if ((mark !== 'Xing' && mark !== 'Info') || head.length < at + 12) return undefined;
  return (head.readUInt32BE(at + 4) & 1) === 1 ? head.readUInt32BE(at + 8) : undefined;
}

/** Four bytes of seven bits. */
const tagBytes = (head: Buffer): number => [6, 7, 8, 9].reduce((sum, at) => sum * 128 + ((head[at] ?? 0) & 0x7f), 0);
