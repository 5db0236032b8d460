import { describe, expect, it } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { catalogue, topicNames, type JsonObject } from '@hookswitch/domain';
import { parseCloudEvent } from '../events/parse-cloud-event.js';
import type { BusRecord } from '../port.js';
import { deadLetter } from './dead-letter.js';
import { CONTRACTS, createAjv, readSchema } from './validators.js';

const ajv = createAjv().addSchema(readSchema('common'));
const event = ajv.compile(JSON.parse(readFileSync(new URL('event.schema.json', CONTRACTS), 'utf8')) as JsonObject);
const letter = ajv.compile(
  JSON.parse(readFileSync(new URL('dead-letter.schema.json', CONTRACTS), 'utf8')) as JsonObject,
);
const context = { tenant: 'acme', receivedAt: 0 };

describe('the contract of events', () => {
  const samples = catalogue.flatMap((type) => type.samples);
  it('takes every sample of the catalogue, as intake does', () => {
    for (const sample of samples)
      expect([sample.id, event(sample), parseCloudEvent(sample, context).ok]).toEqual([sample.id, true, true]);
  });

  it.each<[string, JsonObject]>([
    ['another specversion', { specversion: '0.3' }],
    ['an empty id', { id: '' }],
    ['a source that is no text', { source: 1 }],
    ['a type that is too long', { type: 'x'.repeat(513) }],
    ['a time that is none', { time: 'yesterday' }],
    ['data that is no object', { data: [] }],
    ['too many hops', { hopcount: 9 }],
    ['a tenant that nobody can have', { tenantid: 'A|B' }],
  ])('refuses %s, as intake does', (_what, change) => {
    const wrong = { ...samples[0], ...change };
    expect([event(wrong), parseCloudEvent(wrong, context).ok]).toEqual([false, false]);
  });

  it.each(['specversion', 'id', 'source', 'type', 'data'])('requires %s', (name) => {
    const { [name]: _gone, ...rest } = samples[0] ?? {};
    expect([event(rest), parseCloudEvent(rest, context).ok]).toEqual([false, false]);
  });

  it('describes the recorded events', () => {
    const folder = new URL('fixtures/v1/', CONTRACTS);
    for (const name of readdirSync(folder).filter((file) => /^event\.(structured|header-less)/.test(file))) {
      const recorded = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { value: string };
      expect([name, event(JSON.parse(recorded.value))]).toEqual([name, true]);
    }
  });
});

it('the contract of dead letters describes the headers that we write', () => {
  const record: BusRecord = {
    ...{ topic: 'events', partition: 1, offset: 9, timestamp: 5, key: null },
    ...{ value: Buffer.alloc(2_000_000), headers: { ce_id: Buffer.from('1') } },
  };
  const facts = { reason: 'not_json' as const, message: 'It is no JSON.', stage: 'decode', service: 'rules', at: 7 };
  const { headers } = deadLetter(topicNames(), record, facts);
  expect(letter(headers)).toBe(true);
  expect(headers).toHaveProperty('hs_truncated');
  for (const name of letter.schema instanceof Object ? (letter.schema.required as readonly string[]) : []) {
    const { [name]: _gone, ...rest } = headers ?? {};
    expect([name, letter(rest)]).toEqual([name, false]);
  }
});
