import { describe, expect, it } from '@jest/globals';
import { CloudEvent, Kafka } from 'cloudevents';
import { readdirSync, readFileSync } from 'node:fs';
import { catalogue, isJsonObject, type JsonObject, type TelephonyEvent } from '@hookswitch/domain';
import { CONTRACTS } from '../messages/validators.js';
import type { OutgoingRecord } from '../port.js';
import { received } from '../testing/received.spec-helper.js';
import { decodeEvent } from './decode-event.js';
import { encodeEvent } from './encode-event.js';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const event: TelephonyEvent = {
  tenant: 'acme',
  id: 'evt-1',
  source: '/cloudtalk/acme',
  type: 'call.ended',
  subject: '6b1f3a0e',
  time: '2026-11-20T09:16:04.120Z',
  data: { call_uuid: '6b1f3a0e', contacts: [{ name: 'Žofia 🦊' }], talking_time: 0 },
};
const whole: TelephonyEvent = {
  ...event,
  traceparent: TRACE,
  tracestate: 'a=1',
  hopcount: 2,
  replayof: 'evt-0',
  replayworkflows: '6f1d1f6e-7a0c-4d57-8a44-2f4c9a3f1f10',
  revision: 9,
};
const header = { tenant: 'header' };

const structured = (envelope: unknown, headers: Record<string, string> = {}) =>
  received({ value: JSON.stringify(envelope), headers });
const envelope: JsonObject = {
  specversion: '1.0',
  id: 'evt-1',
  source: '/cloudtalk/acme',
  type: 'call.ended',
  data: { call_uuid: '6b1f3a0e' },
};

describe('an event on Kafka', () => {
  it.each([
    ['plain', event],
    ['with everything', whole],
  ] as const)('that is %s comes back as it was', (_, sent) => {
    expect(decodeEvent(received(encodeEvent('t', sent)), header)).toEqual({ ok: true, value: sent });
  });

  it('lies in the partition of its subject', () => {
    expect(encodeEvent('t', event)).toMatchObject({ topic: 't', key: 'acme|6b1f3a0e' });
  });

  it('means to the CloudEvents SDK what it means to us', () => {
    const { value, headers } = encodeEvent('t', whole);
    const message = { headers: { ...headers }, body: value, key: '', value } as never;
    const theirs = Kafka.toEvent(message) as CloudEvent<JsonObject>;
    const { tenantid, hopcount, replayof } = theirs as unknown as Record<string, unknown>;
    expect({
      id: theirs.id,
      source: theirs.source,
      type: theirs.type,
      subject: theirs.subject,
      data: theirs.data,
    }).toEqual({
      id: whole.id,
      source: whole.source,
      type: whole.type,
      subject: whole.subject,
      data: whole.data,
    });
    expect(new Date(String(theirs.time)).toISOString()).toBe(whole.time);
    expect([tenantid, String(hopcount), replayof]).toEqual(['acme', '2', 'evt-0']);
  });

  it.each(['binary', 'structured'] as const)('may be written by the CloudEvents SDK, %s', (mode) => {
    const theirs = new CloudEvent({
      ...{ id: event.id, source: event.source, type: event.type, subject: event.subject, time: event.time },
      data: event.data,
      tenantid: 'acme',
      traceparent: TRACE,
    });
    const { headers, body } = Kafka[mode](theirs);
    // The SDK lists headers that are not there.
    const there = Object.entries(headers).filter(([, value]) => value !== undefined);
    const record = {
      value: typeof body === 'string' ? body : JSON.stringify(body),
      headers: Object.fromEntries(there) as Record<string, string>,
    };
    expect(decodeEvent(received(record), header)).toEqual({ ok: true, value: { ...event, traceparent: TRACE } });
  });

  it('may come without any header', () => {
    const decoded = decodeEvent(structured(envelope), header);
    expect(decoded).toMatchObject({ ok: true, value: { tenant: 'default', id: 'evt-1', subject: '6b1f3a0e' } });
  });

  it('takes its time from the record and its trace from the plain header where it names none', () => {
    const decoded = decodeEvent(structured(envelope, { traceparent: TRACE }), header);
    expect(decoded).toMatchObject({ ok: true, value: { time: '2026-11-20T09:00:00.000Z', traceparent: TRACE } });
  });

  it.each([
    ['2026-11-20t09:16:04.5z', '2026-11-20T09:16:04.5Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59Z'],
    ['2017-01-01T00:59:60.25+01:00', '2017-01-01T00:59:59.25+01:00'],
  ])('that happened at %s has the time %s, which every clock can read', (time, wanted) => {
    expect(decodeEvent(structured({ ...envelope, time }), header)).toMatchObject({ ok: true, value: { time: wanted } });
    expect(Date.parse(wanted)).not.toBeNaN();
  });

  it('belongs to the tenant of the topic where that is fixed', () => {
    expect(decodeEvent(structured(envelope), { tenant: 'acme' })).toMatchObject({
      ok: true,
      value: { tenant: 'acme' },
    });
    const foreign = decodeEvent(structured({ ...envelope, tenantid: 'other' }), { tenant: 'acme' });
    expect(foreign).toMatchObject({ ok: false, error: { code: 'tenant_mismatch', pointer: '/tenantid' } });
  });

  const deep = (levels: number): JsonObject =>
    JSON.parse('{"a":'.repeat(levels) + '1' + '}'.repeat(levels)) as JsonObject;
  const wide = (keys: number): JsonObject => Object.fromEntries(Array.from({ length: keys }, (_, at) => [`k${at}`, 1]));
  const refused: readonly (readonly [name: string, record: Partial<OutgoingRecord>, code: string, pointer?: string])[] = [
    ['no value', { value: null }, 'empty'],
    ['an empty value', { value: '' }, 'empty'],
    ['text', { value: 'hello' }, 'not_json'],
    ['a list', { value: '[]' }, 'not_a_cloud_event'],
    ['an object that is no event', { value: '{"id":"1"}' }, 'not_a_cloud_event'],
    ['bad UTF-8', { value: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]) }, 'invalid_utf8'],
    ['bad UTF-8 in a header', { value: '{}', headers: { ce_specversion: '1.0', ce_id: Buffer.from([0xff]) } }, 'invalid_utf8'],
    ['a header of 100 KB', { value: '{}', headers: { big: 'x'.repeat(100_000) } }, 'headers_too_large'],
    ['a batch', { value: '[]', headers: { 'content-type': 'application/cloudevents-batch+json' } }, 'unsupported_content'],
    ['another specversion', { value: JSON.stringify({ ...envelope, specversion: '0.3' }) }, 'unsupported_version', '/specversion'],
    ['no id', { value: JSON.stringify({ ...envelope, id: undefined }) }, 'required', '/id'],
    ['an id that is null', { value: JSON.stringify({ ...envelope, id: null }) }, 'required', '/id'],
    ['an empty source', { value: JSON.stringify({ ...envelope, source: '' }) }, 'empty', '/source'],
    ['a type that is a number', { value: JSON.stringify({ ...envelope, type: 1 }) }, 'invalid_type', '/type'],
    ['a subject of 513 characters', { value: JSON.stringify({ ...envelope, subject: 's'.repeat(513) }) }, 'too_long', '/subject'],
    ['a NUL in its id', { value: JSON.stringify({ ...envelope, id: 'a\u0000' }) }, 'invalid_text', '/id'],
    ['half a surrogate in its id', { value: JSON.stringify({ ...envelope, id: '\ud83e' }) }, 'invalid_text', '/id'],
    ['a time without a zone', { value: JSON.stringify({ ...envelope, time: '2026-11-20T09:16:04' }) }, 'invalid_time', '/time'],
    ['a thirteenth month', { value: JSON.stringify({ ...envelope, time: '2026-13-20T09:16:04Z' }) }, 'invalid_time', '/time'],
    ['the 30th of February', { value: JSON.stringify({ ...envelope, time: '2026-02-30T09:16:04Z' }) }, 'invalid_time', '/time'],
    ['a time before the year 1 in UTC', { value: JSON.stringify({ ...envelope, time: '0001-01-01T00:00:00+23:59' }) }, 'invalid_time', '/time'],
    ['the year 0', { value: JSON.stringify({ ...envelope, time: '0000-01-01T09:16:04Z' }) }, 'invalid_time', '/time'],
    ['a tenant with a bar', { value: JSON.stringify({ ...envelope, tenantid: 'a|b' }) }, 'unknown_tenant', '/tenantid'],
    ['a tenant of 300 characters', { value: JSON.stringify({ ...envelope, tenantid: 'a'.repeat(300) }) }, 'unknown_tenant', '/tenantid'],
    ['nine hops', { value: JSON.stringify({ ...envelope, hopcount: 9 }) }, 'hop_limit', '/hopcount'],
    ['half a hop', { value: JSON.stringify({ ...envelope, hopcount: 0.5 }) }, 'invalid_number', '/hopcount'],
    ['no data', { value: JSON.stringify({ ...envelope, data: undefined }) }, 'required', '/data'],
    ['data that is a list', { value: JSON.stringify({ ...envelope, data: [] }) }, 'invalid_type', '/data'],
    ['data in base64', { value: JSON.stringify({ ...envelope, data: undefined, data_base64: 'e30=' }) }, 'unsupported_content', '/data_base64'],
    ['data in XML', { value: JSON.stringify({ ...envelope, datacontenttype: 'text/xml' }) }, 'unsupported_content', '/datacontenttype'],
    ['33 levels', { value: JSON.stringify({ ...envelope, data: deep(33) }) }, 'too_deep', '/data' + '/a'.repeat(32)],
    ['1,001 keys', { value: JSON.stringify({ ...envelope, data: { x: wide(1_001) } }) }, 'too_many_keys', '/data/x'],
    ['a prototype', { value: '{"specversion":"1.0","id":"1","source":"s","type":"t","data":{"a":[{"__proto__":{"admin":true}}]}}' }, 'forbidden_key', '/data/a/0/__proto__'],
    ['half a surrogate in its data', { value: JSON.stringify({ ...envelope, data: { a: '\ud83e' } }) }, 'invalid_text', '/data/a'],
    ['a number beyond all bounds', { value: JSON.stringify(envelope).replace('"6b1f3a0e"', '1e999') }, 'invalid_number', '/data/call_uuid'],
    ['257 KiB of data', { value: JSON.stringify({ ...envelope, data: { a: 'x'.repeat(257 * 1024) } }) }, 'payload_too_large', '/data'],
  ]; // prettier-ignore

  for (const [name, record, code, pointer] of refused) {
    it(`with ${name} is refused by name`, () => {
      const decoded = decodeEvent(received(record), header);
      expect(decoded).toMatchObject({ ok: false, error: { code, ...(pointer !== undefined && { pointer }) } });
      expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    });
  }

  it.each([
    ['32 levels', deep(32)],
    ['1,000 keys', wide(1_000)],
    ['keys of the prototype that are ordinary data', { constructor: 'a', prototype: 'b', toString: 'c' }],
    ['exactly 256 KiB', { a: 'x'.repeat(256 * 1024 - '{"a":""}'.length) }],
  ])('with %s is taken', (_, data) => {
    expect(decodeEvent(structured({ ...envelope, data }), header)).toMatchObject({ ok: true, value: { data } });
  });

  it('with a byte more than 256 KiB of data is refused, however it is written', () => {
    const data = { a: 'x'.repeat(256 * 1024 - '{"a":""}'.length + 1) };
    const binary = decodeEvent(received(encodeEvent('t', { ...event, data })), header);
    for (const decoded of [binary, decodeEvent(structured({ ...envelope, data }), header)]) {
      expect(decoded).toMatchObject({ ok: false, error: { code: 'payload_too_large' } });
    }
  });

  it('keeps the digits of numbers that JavaScript would round, as text', () => {
    const value = JSON.stringify(envelope).replace('"6b1f3a0e"', '12345678901234567890');
    expect(decodeEvent(received({ value }), header)).toMatchObject({
      ok: true,
      value: { subject: '12345678901234567890', data: { call_uuid: '12345678901234567890' } },
    });
    const exact =
      '{"specversion":"1.0","id":"1","source":"s","type":"t","data":{"a":9007199254740991,"b":1e3,"c":-0.5,"d":3.141592653589793}}';
    expect(decodeEvent(received({ value: exact }), header)).toMatchObject({
      ok: true,
      value: { data: { a: 9_007_199_254_740_991, b: 1_000, c: -0.5, d: 3.141592653589793 } },
    });
  });

  it('never throws, whatever the bytes', () => {
    let state = 7;
    const next = () => ((state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 16) & 255;
    const text = JSON.stringify({ ...envelope, tenantid: 'acme', hopcount: 1 });
    for (let round = 0; round < 3_000; round++) {
      const value = Buffer.from(text);
      for (let change = 0; change < 3; change++) value[(next() * 256 + next()) % value.length] = next();
      const headers = round % 2 === 0 ? { ce_specversion: Buffer.from([next()]), ce_id: Buffer.from([next()]) } : {};
      expect(typeof decodeEvent(received({ value, headers }), header).ok).toBe('boolean');
    }
  });
});

describe('the subject of an event that names none', () => {
  const subjectOf = (type: string, data: JsonObject) => {
    const decoded = decodeEvent(structured({ ...envelope, type, data }), header);
    return decoded.ok ? decoded.value.subject : decoded.error;
  };
  it.each([
    ['call.ended', { call_uuid: 'u', call_id: 'c' }, 'u'],
    ['call.ended', { call_uuid: null, call_id: 184467 }, '184467'],
    ['recording.uploaded', { call_uuid: 'u', recording_id: 'r' }, 'u'],
    ['transcription.created', { call_uuid: 'u', id: 'x' }, 'u'],
    ['message.received', { message_id: 'm', call_uuid: 'u' }, 'm'],
    ['sms.received', { message_id: 'm' }, 'm'],
    ['contact.created', { id: '99120' }, '99120'],
    ['agent.updated', { id: 412 }, '412'],
    ['parcel.arrived', { parcel_id: 'p', id: 'x' }, 'p'],
    ['call.ended', { call_uuid: '' }, 'evt-1'],
    ['anything', {}, 'evt-1'],
  ])('of %s with %j is %s', (type, data, subject) => {
    expect(subjectOf(type, data)).toBe(subject);
  });

  it('agrees with the samples of the catalogue', () => {
    for (const { samples } of catalogue) {
      for (const { subject, ...sample } of samples) {
        const decoded = decodeEvent(structured(sample), header);
        expect(decoded).toMatchObject({ ok: true, value: { type: sample['type'] } });
        const about = isJsonObject(sample['data']) ? sample['data']['call_uuid'] : undefined;
        const got = decoded.ok ? decoded.value.subject : '';
        expect([subject, about]).toContain(got);
      }
    }
  });
});

describe('telephone numbers that lost their plus', () => {
  it('get it back in the fields that are numbers', () => {
    const data = {
      external_number: 420228880000,
      internal_number: '12025550100',
      sender: '+44',
      recipient: '00420228880000',
    };
    expect(decodeEvent(structured({ ...envelope, data }), header)).toMatchObject({
      ok: true,
      value: {
        data: {
          external_number: '+420228880000',
          internal_number: '+12025550100',
          sender: '+44',
          recipient: '00420228880000',
        },
      },
    });
  });

  it('leaves short codes, other text and other fields alone', () => {
    const data = { external_number: 12345, sender: 'ACME', recipient: null, call_id: '420228880000' };
    expect(decodeEvent(structured({ ...envelope, data }), header)).toMatchObject({ ok: true, value: { data } });
  });
});

describe('events recorded by earlier versions', () => {
  const folder = new URL('fixtures/v1/', CONTRACTS);
  const files = readdirSync(folder).filter((name) => name.startsWith('event.'));
  it.each(files)('%s is still read', (name) => {
    const { event: wanted, ...record } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as {
      readonly event: TelephonyEvent;
      readonly value: string;
    };
    expect(decodeEvent(received(record), header)).toEqual({ ok: true, value: wanted });
  });
  it('are there', () => expect(files.length).toBeGreaterThan(3));
});
