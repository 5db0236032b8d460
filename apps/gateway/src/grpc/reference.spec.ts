import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import prettier from 'prettier';
import { grpcReference } from './reference.js';

it('is what docs/reference/grpc.md says; after a change run "npm run generate"', async () => {
  const path = join(import.meta.dirname, '../../../../docs/reference/grpc.md');
  const options = await prettier.resolveConfig(path);
  const wanted = await prettier.format(grpcReference(), { ...options, parser: 'markdown' });
  expect(readFileSync(path, 'utf8')).toBe(wanted);
});
