import { expect, it } from '@jest/globals';
import { showParams } from './show-params.js';

it('shows the text around a secret with its placeholder, at any depth, and leaves the rest as it is', () => {
  const params = { endpoint: '', headers: [{ key: 'X', value: '' }], 'a/b': '', note: '' };
  const place = (pointer: string, ...parts: (string | { secret: string })[]) => ({
    pointer,
    landing: 'text' as const,
    parts,
  });
  const secrets = [
    place('/endpoint', 'https://a.example/x?key=', { secret: 'k' }),
    place('/headers/0/value', 'Bearer ', { secret: 'token' }),
    place('/a~1b', { secret: 'k' }),
    place('/nowhere', { secret: 'k' }),
  ];
  expect(showParams({ params, secrets })).toEqual({
    endpoint: 'https://a.example/x?key={{secrets.k}}',
    headers: [{ key: 'X', value: 'Bearer {{secrets.token}}' }],
    'a/b': '{{secrets.k}}',
    note: '',
  });
  expect(params.endpoint).toBe('');
});

it('shows any number of secrets in one pass, since it runs for every command', () => {
  const places = Array.from({ length: 20_000 }, (_, index) => ({
    pointer: `/body/${index}`,
    landing: 'json' as const,
    parts: [{ secret: 'k' }],
  }));
  const started = performance.now();
  const shown = showParams({ params: { body: places.map(() => '') }, secrets: places });
  expect(shown).toEqual({ body: places.map(() => '{{secrets.k}}') });
  expect(performance.now() - started).toBeLessThan(2_000);
});
