import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { codesIn, readPage, ROOT, tableOf } from './pages.js';

const CHART = join(ROOT, 'helm', 'hookswitch');
const settings = new Map(
  tableOf(readPage('docs/reference/configuration.md'), 'name').map(([name = '', value = '']) => [
    codesIn(name)[0] ?? '',
    value,
  ]),
);

interface Schema {
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}
const schema = JSON.parse(readFileSync(join(CHART, 'values.schema.json'), 'utf8')) as Schema;
const at = (...path: readonly string[]): Schema =>
  path.reduce<Schema>((here, name) => here.properties?.[name] ?? {}, schema);

it.each(readdirSync(join(CHART, 'templates')))('%s of the chart sets settings that exist', (file) => {
  const template = readFileSync(join(CHART, 'templates', file), 'utf8');
  const named = [...template.matchAll(/\b(?:HOOKSWITCH|KAFKA|DATABASE|OTEL)_[A-Z]+(?:_[A-Z]+)*\b/g)].map(
    ([name]) => name,
  );
  expect(named.filter((name) => !settings.has(name) && !settings.has(name.replace(/_FILE$/, '')))).toEqual([]);
});

// What the chart takes and a service refuses is a pod that never starts.
it('takes no value that services refuse', () => {
  const choices = (name: string) => codesIn(settings.get(name) ?? '').toSorted();
  expect(at('log', 'level').enum?.toSorted()).toEqual(choices('HOOKSWITCH_LOG_LEVEL'));
  expect(at('kafka', 'sasl', 'mechanism').enum?.toSorted()).toEqual(['', ...choices('KAFKA_SASL_MECHANISM')]);
  const longest = Number(/at most (\d+)/.exec(settings.get('HOOKSWITCH_TOPIC_PREFIX') ?? '')?.[1]);
  const prefix = new RegExp(at('kafka', 'topicPrefix').pattern ?? 'none');
  expect([prefix.test('p'.repeat(longest)), prefix.test('p'.repeat(longest + 1))]).toEqual([true, false]);
});
