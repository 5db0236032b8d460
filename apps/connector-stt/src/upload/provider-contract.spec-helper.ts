import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { afterAll, describe, it } from '@jest/globals';
import { conformance, type ConformanceTarget } from '@hookswitch/conformance';
import type { Connector, HttpClient } from '@hookswitch/connector-sdk';
import type { JsonObject } from '@hookswitch/domain';
import { createSttConnector } from '../stt-connector.js';

/** A second of silence at 8 kHz. */
const recording = (): Buffer => {
  const data = Buffer.alloc(16_000);
  const head = Buffer.from(
    'RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\0\0\0\0',
    'latin1',
  );
  head.writeUInt32LE(data.length + 36, 4);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
};

/** The scripted server stands for the provider alone: the recording is there without it. */
const withRecording = (http: HttpClient): HttpClient => ({
  request: (request) => http.request(request),
  async download(_request, sink) {
    const body = recording();
    sink.end(body);
    await finished(sink);
    return { status: 200, headers: {}, bytes: body.length, end: 'complete' };
  },
});

function hearing(connector: Connector): Connector {
  const recording_url = 'https://recordings.example.com/call.wav';
  return {
    ...connector,
    perform: (call) =>
      connector.perform({
        ...call,
        http: withRecording(call.http),
        command: { ...call.command, properties: { recording_url } },
      }),
  };
}

export const API_KEY = 'key-of-the-contract';

/** What every connector keeps, for a provider that transcribes with one request. */
export function providerContract(
  settings: (origin: string) => JsonObject,
  parts: Pick<ConformanceTarget, 'accepted' | 'acceptedTest' | 'withoutHost'>,
): void {
  const target: ConformanceTarget = {
    variant: settings('').provider as string,
    results: join(import.meta.dirname, '../../conformance/results'),
    connector: hearing(createSttConnector({ recordingHosts: ['recordings.example.com'] })),
    params: () => ({ language: 'en-US', use_enhanced: false, model: 'phone_call' }),
    connection: (origin) => ({ settings: settings(origin), secrets: { apiKey: API_KEY } }),
    wrongParams: {
      'a language that is none': { language: 'English!' },
      'no model': { model: undefined },
      'an enhanced that is no flag': { use_enhanced: 'yes' },
      'a parameter that it does not have': { speaker: 'x' },
    },
    wrongSettings: {
      'a provider that is not there': { provider: 'megaphone' },
      'a path that is none': { transcriptionPath: 'inference?x=1' },
      'an empty model': { model: '' },
    },
    serverError: 'retry',
    lostAnswer: 'retry',
    unreadable: 'retry',
    secrets: [API_KEY],
    ...parts,
  };
  conformance(target, { describe, it, afterAll });
}
