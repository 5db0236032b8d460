import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { changedQuotas, QUOTAS, quotasOf } from './quotas.js';

describe('quotas', () => {
  it('are those that are set, and the release’s for the others', () => {
    const quotas = quotasOf({ quotas: { workflows: 3, gone: 7 } });
    expect(quotas).toMatchObject({ workflows: 3, eventBurst: QUOTAS.eventBurst.default });
    expect(quotas).not.toHaveProperty('gone');
    expect(quotasOf(undefined).workflows).toBe(QUOTAS.workflows.default);
  });

  it('that are not in a change stay, and null takes one back', () => {
    const change = { workflows: null, eventBurst: 5, eventBytes: undefined };
    expect(changedQuotas({ workflows: 3, eventBytes: 9 }, change)).toEqual({ eventBytes: 9, eventBurst: 5 });
  });

  it('are listed in the guide with their defaults', () => {
    const guide = readFileSync(join(import.meta.dirname, '../../../../docs/guides/tenants.md'), 'utf8');
    const [, section = ''] = guide.split('## Quotas');
    const rows = [...section.matchAll(/^\| `(?<name>\w+)` +\| (?<usual>[\d,]+) /gm)];
    expect(rows.map(({ groups }) => [groups?.name, groups?.usual])).toEqual(
      Object.entries(QUOTAS).map(([name, quota]) => [name, quota.default.toLocaleString('en')]),
    );
  });
});
