import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import prettier from 'prettier';
import { actionsReference } from './actions.js';
import { eventsReference } from './events.js';
import { restReference } from './rest.js';

const PAGES = { 'actions.md': actionsReference, 'events.md': eventsReference, 'rest.md': restReference };

it.each(Object.entries(PAGES))(
  'docs/reference/%s is what the code says: run "npm run generate" after a change',
  async (name, make) => {
    const path = join(import.meta.dirname, '../../../../docs/reference', name);
    const options = await prettier.resolveConfig(path);
    const wanted = await prettier.format(make(), { ...options, parser: 'markdown' });
    expect(readFileSync(path, 'utf8')).toBe(wanted);
  },
);
