import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { QUOTAS, quotasOf } from './quotas.js';
import { RETENTION } from './retention.js';

describe('quotas', () => {
  it('are those that are set, and the release’s for the others', () => {
    const quotas = quotasOf({ quotas: { workflows: 3, gone: 7 } });
    expect(quotas).toMatchObject({ workflows: 3, eventBurst: QUOTAS.eventBurst.default });
    expect(quotas).not.toHaveProperty('gone');
    expect(quotasOf(undefined).workflows).toBe(QUOTAS.workflows.default);
  });

  it('are listed in the guide with their defaults, as is for how long a tenant’s history is kept', () => {
    const guide = readFileSync(join(import.meta.dirname, '../../../../docs/guides/tenants.md'), 'utf8');
    const [, section = ''] = guide.split('## Quotas');
    const rows = [...section.matchAll(/^\| `(?<name>\w+)` +\| (?<usual>[\d,]+) /gm)];
    expect(rows.map(({ groups }) => [groups?.name, groups?.usual])).toEqual(
      Object.entries({ ...QUOTAS, ...RETENTION }).map(([name, quota]) => [name, quota.default.toLocaleString('en')]),
    );
  });
});
