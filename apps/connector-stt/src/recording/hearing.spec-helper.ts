import { finished } from 'node:stream/promises';
import type { Connector, HttpClient } from '@hookswitch/connector-sdk';

export const RECORDING = { recording_url: 'https://recordings.example.com/call.wav' };

/** What no provider takes. */
export const WRONG_PARAMS = {
  'a language that is none': { language: 'English!' },
  'no model': { model: undefined },
  'an enhanced that is no flag': { use_enhanced: 'yes' },
  'a parameter that it does not have': { speaker: 'x' },
};

/** Silence at 8 kHz. */
function silence(seconds: number): Buffer {
  const data = Buffer.alloc(16_000 * seconds);
  const head = Buffer.from(
    'RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\0\0\0\0',
    'latin1',
  );
  head.writeUInt32LE(data.length + 36, 4);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

const withRecording = (http: HttpClient, seconds: number): HttpClient => ({
  request: (request) => http.request(request),
  async download(_request, sink) {
    const body = silence(seconds);
    sink.end(body);
    await finished(sink);
    return { status: 200, headers: {}, bytes: body.length, end: 'complete' };
  },
});

/** A scripted server stands for the provider alone: the recording is there without it. */
export const hearing = (connector: Connector, seconds: number): Connector => ({
  ...connector,
  perform: (call) => connector.perform({ ...call, http: withRecording(call.http, seconds) }),
});
