import { expect, it } from '@jest/globals';
import { inspect } from './inspect.js';
import { tone } from './tone.js';
import { wav, wavHeader } from './wav.js';

it('finds format, channels and length of what it writes itself', () => {
  expect(inspect(wav(tone({ seconds: 2, channels: 2 })))).toEqual({
    kind: 'wav',
    format: 1,
    channels: 2,
    seconds: 2,
    silent: false,
  });
  expect(inspect(wav(tone({ seconds: 1.5 }), 'alaw'))).toMatchObject({ format: 6, seconds: 1.5 });
  expect(inspect(wav(tone({ seconds: 1, level: 0 })))).toMatchObject({ silent: true });
});

it('takes the length from the size of the file, not from its header', () => {
  const head = Buffer.concat([wavHeader({ sampleRate: 8000, channels: 1 }, 0xffffffff), Buffer.alloc(10)]);
  expect(inspect(head, 44 + 16_000 * 90)).toMatchObject({ seconds: 90 });
});
