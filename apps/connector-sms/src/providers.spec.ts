import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { PROVIDERS } from './providers.js';

it('the guide has every provider, with its secrets and its rate', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../../docs/guides/text-messages.md'), 'utf8');
  const rows = guide.matchAll(/^\| `(?<name>\w+)` +\| (?<id>[^|]+?) +\| (?<secret>[^|]+?) +\| (?<rate>[\d,]+) +\|$/gm);
  const told = [...rows].map(({ groups: { name, id, rate } = {} }) => ({
    name,
    hasId: id !== 'none' && name !== 'custom',
    perMinute: Number(rate?.replace(',', '')),
  }));
  expect(told).toEqual(
    PROVIDERS.map(({ name, secrets, rate }) => ({
      name,
      hasId: secrets.id !== undefined,
      perMinute: rate.perMinute,
    })),
  );
});
