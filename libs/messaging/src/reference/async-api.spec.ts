import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv, type AnySchemaObject } from 'ajv';
import formats from 'ajv-formats';
import prettier from 'prettier';
import { catalogue, topicNames, type JsonObject } from '@hookswitch/domain';
import { decodeEvent } from '../events/decode-event.js';
import { encodeEvent } from '../events/encode-event.js';
import { parseCloudEvent } from '../events/parse-cloud-event.js';
import { encodeMessage } from '../messages/encode-message.js';
import { MESSAGE_KINDS } from '../messages/kinds.js';
import { samples } from '../messages/samples.spec-helper.js';
import type { OutgoingRecord } from '../port.js';
import { received } from '../testing/received.spec-helper.js';
import { asyncApiReference, describeMessages } from './async-api.js';
import { CHANNELS, TOPICS } from './channels.js';
import { readFixtures } from './fixtures.js';
import { messagesReference } from './messages-page.js';
import { BINARY, STRUCTURED } from './messages.js';

const ROOT = join(import.meta.dirname, '../../../..');
const document = describeMessages();
const { components, channels } = document as unknown as Document;

interface Document {
  readonly channels: Readonly<Record<string, { readonly messages: Readonly<Record<string, unknown>> }>>;
  readonly components: {
    readonly messages: Readonly<
      Record<string, { readonly examples: readonly { readonly headers: object; readonly payload: unknown }[] }>
    >;
    readonly schemas: Readonly<Record<string, JsonObject>>;
  };
}

it.each([
  ['docs/reference/asyncapi.json', asyncApiReference, 'json'],
  ['docs/reference/messages.md', messagesReference, 'markdown'],
] as const)('is what %s says; after a change run "npm run generate"', async (page, reference, parser) => {
  const path = join(ROOT, page);
  const options = await prettier.resolveConfig(path);
  const wanted = await prettier.format(reference(), { ...options, parser });
  expect(readFileSync(path, 'utf8')).toBe(wanted);
});

it('is an AsyncAPI document, as the specification’s own schema has it', () => {
  const schema = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0.json') as AnySchemaObject;
  // It brings Draft 07 itself.
  const ajv = new Ajv({ strict: false, allErrors: true, meta: false, validateSchema: false });
  formats.default(ajv);
  const validate = ajv.compile(schema);
  expect([validate(document), validate.errors]).toEqual([true, null]);
  expect(validate({ ...document, channels: { events: { adress: 'x' } } })).toBe(false);
});

it('refers to nothing that is not there', () => {
  const refs = [...JSON.stringify(document).matchAll(/"\$ref":"(#[^"]+)"/g)].map(([, ref = '']) => ref);
  const broken = refs.filter((ref) => {
    const path = ref.slice(2).split('/');
    return (
      path.reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document) === undefined
    );
  });
  expect(broken).toEqual([]);
});

it('puts every message on a topic, and has every type of the catalogue among the events', () => {
  const used = new Set(Object.values(channels).flatMap((channel) => Object.keys(channel.messages)));
  expect(Object.keys(components.messages).filter((name) => !used.has(name))).toEqual([]);
  expect([...used]).toEqual(expect.arrayContaining([...MESSAGE_KINDS, ...catalogue.map(({ name }) => name)]));
  expect(TOPICS.filter((topic) => CHANNELS[topic].senders.length === 0)).toEqual([]);
});

const ajv = new Ajv({ strict: false });
formats.default(ajv);
ajv.addSchema({ ...(document as object), $id: 'doc' });
const part = (name: string, what: 'headers' | 'payload') => {
  const validate = ajv.getSchema(`doc#/components/messages/${name}/${what}`);
  if (!validate) throw new Error(`${name} has no ${what}`);
  return validate;
};

/** What does not fit the message of that name: nothing for a record that does. */
function misfits(name: string, { headers = {}, value }: Pick<OutgoingRecord, 'headers' | 'value'>): unknown {
  const [fitsHeaders, fitsPayload] = [part(name, 'headers'), part(name, 'payload')];
  const payload = value === null ? null : (JSON.parse(String(value)) as unknown);
  void fitsHeaders(JSON.parse(JSON.stringify(headers)));
  void fitsPayload(payload);
  return [...(fitsHeaders.errors ?? []), ...(fitsPayload.errors ?? [])];
}

describe('the document describes', () => {
  it.each(MESSAGE_KINDS)('all that we write of %s', (kind) => {
    for (const sample of samples[kind]) {
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
      const record = encodeMessage(kind, 't', 'k', sample, { traceparent });
      expect(misfits(kind, record)).toEqual([]);
      expect(misfits(kind, { ...record, headers: { ...record.headers, hs_kind: 'another' } })).not.toEqual([]);
      expect(misfits(kind, { ...record, value: '{}' })).not.toEqual([]);
    }
  });

  it.each(catalogue)('events of type $name as we write them', ({ name, samples: events }) => {
    for (const event of events) {
      const parsed = parseCloudEvent(event, { tenant: 'acme', receivedAt: 0 });
      if (!parsed.ok) throw new Error('no event');
      const whole = {
        ...parsed.value,
        hopcount: 1,
        replayof: 'evt-0',
        replayworkflows: 'w',
        revision: 4,
        traceparent: 'x',
        tracestate: 'y',
      };
      const record = encodeEvent('t', whole);
      expect([misfits(name, record), misfits(BINARY, record)]).toEqual([[], []]);
      expect(misfits(name, encodeEvent('t', { ...whole, type: 'another.one' }))).not.toEqual([]);
    }
  });

  const names = new Map([
    ['event.structured.json', STRUCTURED],
    ['event.header-less.json', STRUCTURED],
  ]);
  it.each(readFixtures())('what was recorded as $file', ({ file, kind, headers, value }) => {
    expect(misfits(names.get(file) ?? kind, { headers, value })).toEqual([]);
  });

  it('its own examples', () => {
    for (const [name, { examples }] of Object.entries(components.messages))
      for (const { headers, payload } of examples)
        expect([
          name,
          misfits(name, { headers: headers as Record<string, string>, value: JSON.stringify(payload) }),
        ]).toEqual([name, []]);
  });
});

it('shows examples of events that can be read', () => {
  const shown = [...catalogue.map(({ name }) => name), BINARY, STRUCTURED].flatMap(
    (name) => components.messages[name]?.examples ?? [],
  );
  expect(shown.length).toBeGreaterThan(catalogue.length);
  for (const { headers, payload } of shown) {
    const record = received({
      topic: topicNames().events,
      headers: headers as Record<string, string>,
      value: JSON.stringify(payload),
    });
    expect(decodeEvent(record, { tenant: 'header' })).toMatchObject({ ok: true });
  }
});
