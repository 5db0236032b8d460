import { open } from 'node:fs/promises';
import { readFlac, readOggOpus } from './containers.js';
import { readMp3 } from './mp3.js';
import { readWav } from './wav.js';

/** What a recording is, by its content: names and media types are hints at best. */
export type RecordingKind =
  | { readonly kind: 'sound'; readonly sound: Sound }
  | { readonly kind: 'not_audio'; readonly looksLike: 'nothing' | 'a web page' | 'something else' };

/** What is not known of a container that is not read further is undefined. */
export interface Sound {
  /** `other`: in a WAV file, `ogg`: not Opus. */
  readonly codec: 'pcm' | 'float' | 'mulaw' | 'alaw' | 'gsm' | 'other' | 'flac' | 'opus' | CompressedCodec;
  readonly channels: number | undefined;
  readonly sampleRate: number | undefined;
  readonly bitsPerSample: number | undefined;
  readonly durationSeconds: number | undefined;
}

export type CompressedCodec = 'mp3' | 'mp4' | 'ogg' | 'webm' | 'amr';

const UNKNOWN = { channels: undefined, sampleRate: undefined, bitsPerSample: undefined, durationSeconds: undefined };
const PEEK = 64 * 1024;
const WAV_CODECS: Readonly<Record<number, Sound['codec']>> = { 1: 'pcm', 3: 'float', 6: 'alaw', 7: 'mulaw', 49: 'gsm' };

/** Looks at the two ends of a file. */
export async function inspectRecording(path: string): Promise<RecordingKind> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const read = async (from: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(PEEK, size)), 0, Math.min(PEEK, size), from);
      return buffer.subarray(0, bytesRead);
    };
    return identify(await read(0), await read(Math.max(0, size - PEEK)), size);
  } finally {
    await file.close();
  }
}

export function identify(head: Buffer, tail: Buffer, size: number): RecordingKind {
  if (size === 0) return { kind: 'not_audio', looksLike: 'nothing' };
  const wav = readWav(head, size);
  if (wav) {
    if (wav.durationSeconds === 0) return { kind: 'not_audio', looksLike: 'nothing' };
    return { kind: 'sound', sound: { ...wav, codec: WAV_CODECS[wav.formatTag] ?? 'other' } };
  }
  const flac = readFlac(head);
  if (flac) return { kind: 'sound', sound: { ...flac, codec: 'flac', bitsPerSample: undefined } };
  const opus = readOggOpus(head, tail);
  if (opus) return { kind: 'sound', sound: { ...opus, codec: 'opus', bitsPerSample: undefined } };
  const codec = compressedCodec(head);
  if (codec) {
    return { kind: 'sound', sound: { ...UNKNOWN, ...(codec === 'mp3' ? readMp3(head, size) : undefined), codec } };
  }
  const text = head.toString('latin1', 0, 512).trimStart().toLowerCase();
  return {
    kind: 'not_audio',
    looksLike: /^<(!doctype|html|head|body|\?xml)/.test(text) ? 'a web page' : 'something else',
  };
}

function compressedCodec(head: Buffer): CompressedCodec | undefined {
  const start = head.toString('latin1', 0, 6);
  if (start.startsWith('ID3') || (head[0] === 0xff && ((head[1] ?? 0) & 0xe6) === 0xe2)) return 'mp3';
  if (head.toString('latin1', 4, 8) === 'ftyp') return 'mp4';
  if (start.startsWith('OggS')) return 'ogg';
  if (start.startsWith('\x1aE\xdf\xa3')) return 'webm';
  return start.startsWith('#!AMR') ? 'amr' : undefined;
}
