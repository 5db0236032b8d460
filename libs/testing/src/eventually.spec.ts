import { expect, it } from '@jest/globals';
import { eventually } from './eventually.js';

it('asks until the answer is neither undefined nor false, and returns it', async () => {
  const answers = [undefined, false, 0, 'never asked for'];
  expect(await eventually('an answer', () => answers.shift(), { everyMs: 1 })).toBe(0);
  expect(answers).toEqual(['never asked for']);
});

it('fails with what did not happen, once the time is over', async () => {
  const never = eventually('the snow', () => Promise.resolve(false), { timeoutMs: 5, everyMs: 1 });
  await expect(never).rejects.toThrow('the snow did not happen within 5 ms');
});

it('fails at once with what the probe throws: an error is no answer', async () => {
  let asked = 0;
  const broken = eventually('an answer', () => {
    asked += 1;
    throw new Error('broken');
  });
  await expect(broken).rejects.toThrow('broken');
  expect(asked).toBe(1);
});
