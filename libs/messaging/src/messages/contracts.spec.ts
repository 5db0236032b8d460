import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { received } from '../testing/received.spec-helper.js';
import { decodeMessage } from './decode-message.js';
import { encodeMessage } from './encode-message.js';
import { MESSAGE_KINDS, type MessageKind } from './kinds.js';
import { samples } from './samples.spec-helper.js';
import { CONTRACTS, createAjv, readSchema, SCHEMA_NAMES } from './validators.js';

interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  unevaluatedProperties?: boolean;
  additionalProperties?: boolean | Schema;
}

describe.each(MESSAGE_KINDS)('the contract of %s', (kind) => {
  it('takes what the types allow, from the least to every field, and gives it back as it was', () => {
    for (const sample of samples[kind]) {
      expect(decodeMessage(kind, received(encodeMessage(kind, 't', 'k', sample)))).toEqual({ ok: true, value: sample });
    }
  });

  it('requires every field of the least message', () => {
    const [least] = samples[kind];
    for (const field of Object.keys(least)) {
      const { [field]: _, ...rest } = least as unknown as Record<string, unknown>;
      const decoded = decodeMessage(kind, received({ topic: 't', key: null, value: JSON.stringify(rest) }));
      expect([field, decoded]).toEqual([
        field,
        { ok: false, error: expect.objectContaining({ code: 'invalid_message' }) },
      ]);
    }
  });

  it('describes every field that the types have', () => {
    const closed = createAjv();
    for (const name of SCHEMA_NAMES) closed.addSchema(close(readSchema(name)));
    const validate = closed.getSchema(`https://hookswitch.io/contracts/v1/${kind}.schema.json`);
    for (const sample of samples[kind]) {
      void validate?.(JSON.parse(JSON.stringify(sample)));
      expect(validate?.errors ?? null).toBeNull();
    }
  });

  it('keeps fields of a newer version', () => {
    const sample = { ...samples[kind][0], fresh: { from: 'the future' } };
    const decoded = decodeMessage(kind, received({ topic: 't', key: null, value: JSON.stringify(sample) }));
    expect(decoded).toEqual({ ok: true, value: sample });
  });
});

describe('messages recorded by earlier versions', () => {
  const folder = new URL('fixtures/v1/', CONTRACTS);
  const files = readdirSync(folder).filter((name) => !name.startsWith('event.'));

  it('are there for every kind', () => {
    expect(new Set(files.map((name) => name.split('.')[0]))).toEqual(new Set(MESSAGE_KINDS));
  });

  it.each(files)('%s is still read', (name) => {
    const fixture = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Fixture;
    expect(decodeMessage(fixture.kind, received(fixture))).toEqual({
      ok: true,
      value: JSON.parse(fixture.value) as unknown,
    });
  });
});

interface Fixture {
  readonly kind: MessageKind;
  readonly topic: string;
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly value: string;
}

/** The same schema without room for fields that it does not name. */
function close(schema: Schema): Schema {
  if (typeof schema !== 'object') return schema;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    copy[key] = Array.isArray(value) ? value.map((each) => close(each as Schema)) : close(value as Schema);
  }
  if (schema.properties && schema.type === 'object') {
    copy['properties'] = Object.fromEntries(
      Object.entries(schema.properties).map(([name, each]) => [name, close(each)]),
    );
    copy['additionalProperties'] = false;
  }
  return copy;
}
