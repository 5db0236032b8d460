import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import prettier from 'prettier';
import { configurationReference } from './reference.js';

it('is what docs/reference/configuration.md says; after a change run "npm run generate"', async () => {
  const root = join(import.meta.dirname, '../../../..');
  const path = join(root, 'docs/reference/configuration.md');
  const options = await prettier.resolveConfig(path);
  const wanted = await prettier.format(configurationReference(), { ...options, parser: 'markdown' });
  expect(readFileSync(path, 'utf8')).toBe(wanted);
});
