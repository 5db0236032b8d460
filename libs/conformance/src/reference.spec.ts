import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import prettier from 'prettier';
import { conformanceReference } from './reference.js';

it('is what docs/reference/conformance.md says; after a change run "npm run generate"', async () => {
  const path = join(import.meta.dirname, '../../../docs/reference/conformance.md');
  const options = await prettier.resolveConfig(path);
  expect(readFileSync(path, 'utf8')).toBe(
    await prettier.format(conformanceReference(), { ...options, parser: 'markdown' }),
  );
});

it('has a column for each connector of this project, and none that failed', () => {
  const text = conformanceReference();
  for (const type of ['http', 'slack', 'sms', 'stt', 'echo'])
    expect(text).toMatch(new RegExp(`^\\| check .*\\| ${type}\\b`, 'm'));
  expect(text.split('\n').filter((line) => line.startsWith('| `') && line.includes('✗'))).toEqual([]);
});
