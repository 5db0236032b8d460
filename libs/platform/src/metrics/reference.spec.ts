import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import prettier from 'prettier';
import { CATALOGUE, type Metric } from './catalogue.js';
import { metricsReference } from './reference.js';

const entries = Object.entries<Metric>(CATALOGUE);

it('is what docs/reference/metrics.md says; after a change run "npm run generate"', async () => {
  const root = join(import.meta.dirname, '../../../..');
  const path = join(root, 'docs/reference/metrics.md');
  const options = await prettier.resolveConfig(path);
  const wanted = await prettier.format(metricsReference(), { ...options, parser: 'markdown' });
  expect(readFileSync(path, 'utf8')).toBe(wanted);
});

describe('the catalogue', () => {
  it.each(entries)('%s has the name of its kind, and says what it is', (name, { kind, help, services }) => {
    expect(name).toMatch(/^(hookswitch|http|rpc|messaging|db|nodejs|v8js|process)_[a-z0-9_]+$/);
    expect(name.endsWith('_total')).toBe(kind === 'counter');
    if (kind === 'histogram') expect(name).toMatch(/_seconds$/);
    expect(help).toMatch(/^[A-Z].*[^.]$/i);
    expect(services.length).toBeGreaterThan(0);
  });

  it.each(entries)(
    '%s has no label with the number of values of a tenant, a workflow, a host or a subject',
    (_name, metric) => {
      const unbounded = [
        'tenant',
        'workflow',
        'host',
        'server_address',
        'url',
        'subject',
        'key',
        'connection',
        'event',
        'run',
        'command',
      ];
      expect(metric.labels.filter((label) => unbounded.includes(label))).toEqual([]);
    },
  );

  it.each(entries)(
    '%s has buckets that rise when it is a histogram, and none otherwise',
    (_name, { kind, buckets }) => {
      expect(buckets !== undefined).toBe(kind === 'histogram');
      expect(buckets).toEqual(buckets && [...new Set(buckets)].sort((a, b) => a - b));
    },
  );
});
