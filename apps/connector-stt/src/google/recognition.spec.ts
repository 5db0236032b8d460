import { describe, expect, it } from '@jest/globals';
import type { Sound } from '../recording/inspect-recording.js';
import type { SttSettings } from '../settings.js';
import type { SpeechContext } from '../speech-provider.js';
import { isShort, refuseSound } from './recognition.js';
import { v1Config } from './v1-api.js';
import { v2Config } from './v2-api.js';

const sound = (more: Partial<Sound> = {}): Sound => ({
  codec: 'pcm',
  channels: 1,
  sampleRate: 8000,
  bitsPerSample: 16,
  durationSeconds: 30,
  ...more,
});
const UNKNOWN = { channels: undefined, sampleRate: undefined, bitsPerSample: undefined, durationSeconds: undefined };
const context = (settings: Partial<SttSettings> = {}, model = 'phone_call') =>
  ({
    language: 'en-US',
    useEnhanced: true,
    model,
    settings: { alternativeLanguages: [], speakerLabels: false, ...settings },
  }) as unknown as SpeechContext;

it.each([
  [sound(), undefined, undefined],
  [sound({ codec: 'mulaw', bitsPerSample: 8 }), undefined, undefined],
  [sound({ codec: 'flac', bitsPerSample: undefined }), undefined, undefined],
  [sound({ codec: 'alaw', bitsPerSample: 8 }), /A-law/, undefined],
  [sound({ ...UNKNOWN, codec: 'mp3' }), /MP3/, undefined],
  [sound({ ...UNKNOWN, codec: 'mp4' }), /MP4/, undefined],
  [sound({ ...UNKNOWN, codec: 'webm' }), /WebM/, undefined],
  [sound({ ...UNKNOWN, codec: 'amr' }), /AMR/, undefined],
  [sound({ ...UNKNOWN, codec: 'ogg' }), /Ogg other than Opus/, /Ogg other than Opus/],
  [sound({ codec: 'gsm', bitsPerSample: 0 }), /GSM/, /v2 cannot read GSM/],
  [sound({ bitsPerSample: 24 }), /24 bits/, /24 bits/],
  [sound({ sampleRate: 96_000 }), /96000 Hz/, /96000 Hz/],
])('%j: v1 %s, v2 %s', (given, v1, v2) => {
  for (const [apiVersion, message] of [
    ['v1', v1],
    ['v2', v2],
  ] as const) {
    const failure = refuseSound(given, { apiVersion });
    if (message === undefined) expect(failure).toBeUndefined();
    else
      expect(failure).toMatchObject({
        kind: 'failed',
        error: { code: 'unsupported_encoding', message: expect.stringMatching(message) as unknown },
      });
  }
});

it('is too long after four hours', () => {
  expect(refuseSound(sound({ durationSeconds: 4 * 3600 }), { apiVersion: 'v1' })).toBeUndefined();
  expect(refuseSound(sound({ durationSeconds: 4 * 3600 + 1 }), { apiVersion: 'v2' })).toMatchObject({
    error: { code: 'recording_too_long' },
  });
});

it('is short when both time and size allow it', () => {
  expect(isShort(sound({ durationSeconds: 55 }), 1000)).toBe(true);
  expect(isShort(sound({ durationSeconds: 55.1 }), 1000)).toBe(false);
  expect(isShort(sound({ durationSeconds: 50 }), 8 * 1024 * 1024)).toBe(false);
  expect(isShort(sound({ durationSeconds: undefined }), 1000)).toBe(false);
});

describe('v1', () => {
  it('leaves to a WAV header what it says itself, names Opus, and keeps channels apart', () => {
    expect(v1Config(context(), sound())).not.toHaveProperty('encoding');
    expect(v1Config(context(), sound({ codec: 'opus', sampleRate: 16_000 }))).toMatchObject({
      encoding: 'OGG_OPUS',
      sampleRateHertz: 16_000,
    });
    expect(v1Config(context(), sound({ channels: 2 }))).toMatchObject({
      languageCode: 'en-US',
      useEnhanced: true,
      audioChannelCount: 2,
      enableSeparateRecognitionPerChannel: true,
    });
  });

  it('tells speakers apart where one channel has them all', () => {
    const wanted = context({ speakerLabels: true });
    expect(v1Config(wanted, sound())).toMatchObject({ diarizationConfig: { enableSpeakerDiarization: true } });
    expect(v1Config(wanted, sound({ channels: 2 }))).not.toHaveProperty('diarizationConfig');
    expect(v1Config(context(), sound())).not.toHaveProperty('diarizationConfig');
  });

  it('is told of other languages, if there are', () => {
    expect(v1Config(context({ alternativeLanguages: ['cs-CZ'] }), sound())).toMatchObject({
      languageCode: 'en-US',
      alternativeLanguageCodes: ['cs-CZ'],
    });
    expect(v1Config(context(), sound())).not.toHaveProperty('alternativeLanguageCodes');
  });
});

describe('v2', () => {
  it.each([
    ['phone_call', 'telephony'],
    ['latest_long', 'long'],
    ['default', 'long'],
    ['video', 'long'],
    ['latest_short', 'short'],
    ['command_and_search', 'short'],
    ['chirp_2', 'chirp_2'],
    ['constructor', 'constructor'],
  ])('%s is its %s', (given, model) => {
    expect(v2Config(context({}, given), sound())).toMatchObject({ model, languageCodes: ['en-US'] });
  });

  it('finds out the encoding by itself, and has no enhanced form', () => {
    expect(v2Config(context(), sound())).toEqual({
      autoDecodingConfig: {},
      model: 'telephony',
      languageCodes: ['en-US'],
      features: { enableAutomaticPunctuation: true, enableWordTimeOffsets: true },
    });
  });

  it('keeps channels apart, those that nobody counted too', () => {
    const separate = { features: { multiChannelMode: 'SEPARATE_RECOGNITION_PER_CHANNEL' } };
    expect(v2Config(context(), sound({ channels: 2 }))).toMatchObject(separate);
    expect(v2Config(context({ speakerLabels: true }), sound({ ...UNKNOWN, codec: 'mp4' }))).toMatchObject(separate);
  });

  it('tells speakers apart where one channel has them all', () => {
    const { features } = v2Config(context({ speakerLabels: true }), sound());
    expect(features).toMatchObject({ diarizationConfig: {} });
    expect(features).not.toHaveProperty('multiChannelMode');
  });

  it('is told of several languages, or of none', () => {
    const codes = (...alternativeLanguages: readonly string[]) =>
      v2Config(context({ alternativeLanguages }), sound()).languageCodes;
    expect(codes('cs-CZ', 'de-DE')).toEqual(['en-US', 'cs-CZ', 'de-DE']);
    expect(codes('auto')).toEqual(['auto']);
  });
});
