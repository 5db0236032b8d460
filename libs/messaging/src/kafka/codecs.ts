import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import lz4 from 'lz4js';
import snappy from 'snappyjs';
import { CompressionCodecs, CompressionTypes } from './internals.js';

interface Encoder {
  readonly buffer: Buffer;
}
const pack = promisify(zstdCompress);
const unpack = promisify(zstdDecompress);

/** Any producer may use any codec; gzip comes with kafkajs. We ourselves write zstd alone. */
export function registerCodecs(): void {
  CompressionCodecs[CompressionTypes.Snappy] = () => ({
    decompress: (buffer: Buffer) => Promise.resolve(unsnappy(buffer)),
  });
  CompressionCodecs[CompressionTypes.LZ4] = () => ({
    decompress: (buffer: Buffer) => Promise.resolve(Buffer.from(lz4.decompress(buffer))),
  });
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: ({ buffer }: Encoder) => pack(buffer),
    decompress: (buffer: Buffer) => unpack(buffer),
  });
}

/** Java and librdkafka put snappy blocks into a frame of their own (xerial); franz-go sends one plain block. */
const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
const XERIAL_HEADER = 16;

export function unsnappy(buffer: Buffer): Buffer {
  if (!buffer.subarray(0, XERIAL.length).equals(XERIAL)) return Buffer.from(snappy.uncompress(buffer));
  const blocks: Uint8Array[] = [];
  for (let at = XERIAL_HEADER; at < buffer.length;) {
    const length = buffer.readInt32BE(at);
    blocks.push(snappy.uncompress(buffer.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return Buffer.concat(blocks);
}
