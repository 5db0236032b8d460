import { expect, it } from '@jest/globals';
import type { Sound } from '../recording/inspect-recording.js';
import type { SpeechContext } from '../speech-provider.js';
import { isShort, recognitionConfig, refuseSound } from './recognition.js';

const sound = (more: Partial<Sound> = {}): Sound => ({
  codec: 'pcm',
  channels: 1,
  sampleRate: 8000,
  bitsPerSample: 16,
  durationSeconds: 30,
  ...more,
});
const context = { language: 'en-US', useEnhanced: true, model: 'phone_call' } as SpeechContext;

it.each([
  [sound(), undefined],
  [sound({ codec: 'mulaw', bitsPerSample: 8 }), undefined],
  [sound({ codec: 'flac', bitsPerSample: undefined }), undefined],
  [sound({ codec: 'alaw', bitsPerSample: 8 }), /A-law/],
  [sound({ codec: 'gsm', bitsPerSample: 0 }), /GSM/],
  [sound({ bitsPerSample: 24 }), /24 bits/],
  [sound({ sampleRate: 96_000 }), /96000 Hz/],
])('%j: %s', (given, message) => {
  const failure = refuseSound(given);
  if (message === undefined) expect(failure).toBeUndefined();
  else
    expect(failure).toMatchObject({
      kind: 'failed',
      error: { code: 'unsupported_encoding', message: expect.stringMatching(message) as unknown },
    });
});

it('is too long after four hours', () => {
  expect(refuseSound(sound({ durationSeconds: 4 * 3600 }))).toBeUndefined();
  expect(refuseSound(sound({ durationSeconds: 4 * 3600 + 1 }))).toMatchObject({
    error: { code: 'recording_too_long' },
  });
});

it('is short when both time and size allow it', () => {
  expect(isShort(sound({ durationSeconds: 55 }), 1000)).toBe(true);
  expect(isShort(sound({ durationSeconds: 55.1 }), 1000)).toBe(false);
  expect(isShort(sound({ durationSeconds: 50 }), 8 * 1024 * 1024)).toBe(false);
  expect(isShort(sound({ durationSeconds: undefined }), 1000)).toBe(false);
});

it('leaves to a WAV header what it says itself, names Opus, and keeps channels apart', () => {
  expect(recognitionConfig(context, sound())).not.toHaveProperty('encoding');
  expect(recognitionConfig(context, sound({ codec: 'opus', sampleRate: 16_000 }))).toMatchObject({
    encoding: 'OGG_OPUS',
    sampleRateHertz: 16_000,
  });
  expect(recognitionConfig(context, sound({ channels: 2 }))).toMatchObject({
    languageCode: 'en-US',
    useEnhanced: true,
    audioChannelCount: 2,
    enableSeparateRecognitionPerChannel: true,
  });
});
