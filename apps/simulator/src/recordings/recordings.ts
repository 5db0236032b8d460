import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { tone } from '../audio/tone.js';
import { wav, wavHeader } from '../audio/wav.js';
import { HTML_PAGE } from '../http/deliver.js';
import type { Provider, SimAnswer, SimRequest } from '../http/provider.js';

const WAV = { 'content-type': 'audio/x-wav' };
const SECONDS = 3;
const LONGEST_SECONDS = 6 * 3600;
const LATE_TRIES = 2;

/**
 * Recordings of every kind, made at start: `call.wav`, `mulaw.wav`, `alaw.wav`, `stereo.wav`, `silence.wav`, `long.wav?seconds=600&channels=1`,
 * `unfinished.wav` (sizes never written), `call.mp3`, `call.m4a`, `empty.wav`, `player.html`, `redirect.wav`, `elsewhere.wav?to=URL`, `loop.wav`,
 * `late.wav` (404 twice, then there), `gone.wav`, `forbidden.wav`, `missing.wav`, `short.wav` (ends early), `endless.wav`.
 * `?key=` makes a late recording late for that key alone. Credentials are not asked for.
 */
export function createRecordings(): Provider {
  const files = makeFiles();
  const asked = new Map<string, number>();
  const answer = (request: SimRequest): SimAnswer => {
    const name = decodeURIComponent(request.path.slice(1));
    if (name === 'late.wav') {
      const key = request.query.get('key') ?? '';
      const count = (asked.get(key) ?? 0) + 1;
      asked.set(key, count);
      return count <= LATE_TRIES ? text(404, 'Not Found') : file(files.call);
    }
    return fixed(name, request, files) ?? text(404, 'Not Found');
  };
  return {
    answer,
    refuse: ({ status = 500, error, retryAfter }) => ({
      ...text(status, error ?? 'Refused'),
      headers: {
        'content-type': 'text/plain',
        ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      },
    }),
  };
}

function makeFiles() {
  const call = tone({ seconds: SECONDS });
  const whole = wav(call);
  const unfinished = Buffer.concat([wavHeader({ sampleRate: 8000, channels: 1 }, 0xffffffff), whole.subarray(44)]);
  return {
    call: whole,
    mulaw: wav(call, 'mulaw'),
    alaw: wav(call, 'alaw'),
    stereo: wav(tone({ seconds: SECONDS, channels: 2 })),
    silence: wav(tone({ seconds: SECONDS, level: 0 })),
    unfinished,
    // A frame header of MPEG 1 layer 3 after an empty ID3 tag: enough to be recognised.
    mp3: Buffer.concat([
      Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'),
      Buffer.from([0xff, 0xfb, 0x90, 0x00]),
      Buffer.alloc(413),
    ]),
    m4a: Buffer.concat([Buffer.from('\0\0\0\x18ftypM4A \0\0\0\0M4A mp42', 'latin1'), Buffer.alloc(400)]),
  };
}

function fixed(name: string, { base, query }: SimRequest, files: ReturnType<typeof makeFiles>): SimAnswer | undefined {
  switch (name) {
    case 'call.wav':
      return file(files.call);
    case 'mulaw.wav':
      return file(files.mulaw);
    case 'alaw.wav':
      return file(files.alaw);
    case 'stereo.wav':
      return file(files.stereo);
    case 'silence.wav':
      return file(files.silence);
    case 'unfinished.wav':
      return file(files.unfinished);
    case 'call.mp3':
      return { status: 200, headers: { 'content-type': 'audio/mpeg' }, body: files.mp3 };
    case 'call.m4a':
      return { status: 200, headers: { 'content-type': 'audio/mp4' }, body: files.m4a };
    case 'empty.wav':
      return file(Buffer.alloc(0));
    case 'player.html':
      return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: HTML_PAGE };
    case 'redirect.wav':
      return moved(`${base}/call.wav`);
    case 'elsewhere.wav':
      return moved(query.get('to') ?? 'http://169.254.169.254/');
    case 'loop.wav':
      return moved(`${base}/loop.wav`);
    case 'gone.wav':
      return text(410, 'Gone');
    case 'forbidden.wav':
      return text(403, 'Forbidden');
    case 'long.wav':
      return long(
        Math.min(Number(query.get('seconds') ?? 600) || 600, LONGEST_SECONDS),
        query.get('channels') === '2' ? 2 : 1,
      );
    case 'short.wav':
      return {
        status: 200,
        headers: { ...WAV, 'content-length': String(files.call.length) },
        body: cutShort(files.call),
      };
    case 'endless.wav':
      return { status: 200, headers: WAV, body: Readable.from(endless()) };
    default:
      return undefined;
  }
}

const file = (body: Buffer): SimAnswer => ({ status: 200, headers: WAV, body });
const text = (status: number, body: string): SimAnswer => ({ status, headers: { 'content-type': 'text/plain' }, body });
const moved = (location: string): SimAnswer => ({ status: 302, headers: { location }, body: '' });

function long(seconds: number, channels: number): SimAnswer {
  const second = wav(tone({ seconds: 1, channels })).subarray(44);
  const header = wavHeader({ sampleRate: 8000, channels }, second.length * seconds);
  function* parts() {
    yield header;
    for (let at = 0; at < seconds; at += 1) yield second;
  }
  const length = String(header.length + second.length * seconds);
  return { status: 200, headers: { ...WAV, 'content-length': length }, body: Readable.from(parts()) };
}

/** Ends with an error, at which the connection is cut. */
function cutShort(whole: Buffer): Readable {
  function* parts() {
    yield whole.subarray(0, Math.floor(whole.length / 2));
    throw new Error('cut short');
  }
  return Readable.from(parts());
}

async function* endless() {
  yield wavHeader({ sampleRate: 8000, channels: 1 }, 0xffffffff);
  const second = wav(tone({ seconds: 1 })).subarray(44);
  for (;;) {
    yield second;
    await sleep(1, undefined, { ref: false });
  }
}
